// What the launcher and the command line use of the service.
export {
  backupLibrary,
  checkLibrary,
  type CheckReport,
  type JobWork,
  libraryLocation,
  newestSnapshot,
  restoreLibrary,
} from '../library/index.ts';
export { evaluateGenerator, evaluateUpscale } from './evaluate.ts';
export { keepGenerated, keepWay } from './keep-generated.ts';
export { appVersion, packageVersion } from './places.ts';
export { openWorkshop, startStudio, type Studio, type StudioOptions, type Workshop } from './studio.ts';
export { formatOfName } from './output-name.ts';
export type { Length } from './training/plan.ts';
export { typedValue } from './training/values.ts';
export { findPictures, type FoundFile } from './walk.ts';
