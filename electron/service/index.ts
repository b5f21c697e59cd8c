// What the launcher and the command line use of the service.
export {
  backupLibrary,
  checkLibrary,
  type CheckReport,
  libraryLocation,
  newestSnapshot,
  restoreLibrary,
} from '../library/index.ts';
export { evaluateUpscale } from './evaluate.ts';
export { appVersion, packageVersion } from './places.ts';
export { openWorkshop, startStudio, type Studio, type StudioOptions, type Workshop } from './studio.ts';
export { formatOfName } from './output-name.ts';
export { findPictures, type FoundFile } from './walk.ts';
