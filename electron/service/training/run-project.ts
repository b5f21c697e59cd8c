// The form of a run as one file: what lies in it, and the names that are allowed.
import { z } from 'zod';
import { Crop } from '#contract/dataset.ts';
import { DatasetId } from '#contract/ids.ts';
import { RUN_FILES } from '#contract/run-folder.ts';
import { Run } from '#contract/training.ts';
import { LOG_FILE } from './run-log.ts';

/** The first entry. */
export const MANIFEST = 'atelier-run.json';
export const FORMAT = 1;

const StoredDataset = z.object({
  id: DatasetId,
  name: z.string(),
  places: z.array(z.string()),
  leftOut: z.array(z.string()),
  crops: z.record(z.string(), Crop),
  createdAt: z.number(),
});
export const Manifest = z.object({
  format: z.int().positive(),
  run: Run.omit({ stepsPerSecond: true, secondsLeft: true, preview: true, model: true }),
  datasets: z.array(StoredDataset),
});
export type Manifest = z.infer<typeof Manifest>;

export const RUN_FOLDERS: readonly string[] = [RUN_FILES.previews, RUN_FILES.checkpoints, RUN_FILES.model];
export const RUN_TEXTS: readonly string[] = [
  RUN_FILES.run,
  RUN_FILES.statistics,
  RUN_FILES.metrics,
  RUN_FILES.previewList,
  RUN_FILES.best,
  LOG_FILE,
];
const PLAIN_NAME = /^[a-z0-9][a-z0-9_-]*\.[a-z0-9]+$/i;

/** No name in a file from elsewhere can lead out of the run’s folder, and unfinished files are not taken along. */
export function isOfRun(name: string): boolean {
  const [first = '', second, ...more] = name.split('/');
  if (second === undefined) return RUN_TEXTS.includes(first);
  return more.length === 0 && RUN_FOLDERS.includes(first) && PLAIN_NAME.test(second);
}
