// What the service uses of the library.
export { readWhole, syncFolder, writeWhole } from './durable.ts';
export { type FileStore, hashFile, type StagedFile, type StoredFile } from './file-store.ts';
export { libraryLocation } from './folders.ts';
export { keepHouse } from './housekeeping.ts';
export { type Library, openLibrary } from './library.ts';
export { backupLibrary, checkLibrary, type CheckReport, newestSnapshot, restoreLibrary } from './maintenance.ts';
export type { NewImage } from './queries/images.ts';
export type { ItemChange, ItemRow, ItemTally } from './queries/job-items.ts';
export type { JobRow, JobWork } from './queries/jobs.ts';
export type { DatasetChange, DatasetRow } from './queries/datasets.ts';
export type { RunChange, RunRow } from './queries/runs.ts';
