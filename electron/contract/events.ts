// What the service tells every window without being asked.
import { z } from 'zod';
import { DeviceReport } from './devices.ts';
import { AppInfo } from './rpc.ts';
import { Job, JobItem, TileDone } from './jobs.ts';
import { DatasetId, JobId, RunId } from './ids.ts';
import { TrainingProgress } from './run-folder.ts';
import { Settings } from './settings.ts';
import { Run } from './training.ts';

export const events = {
  'job.changed': Job,
  'job.removed': z.object({ jobId: JobId }),
  'item.changed': JobItem,
  'item.tile': TileDone,
  /** Pictures were added, changed, deleted or restored: lists should be read again. */
  'images.changed': z.object({}),
  'import.progress': z.object({
    importId: z.uuid(),
    done: z.int().nonnegative(),
    total: z.int().nonnegative(),
    name: z.string(),
  }),
  'generate.progress': z.object({ taskId: z.uuid(), progress: z.number().min(0).max(1) }),
  'models.changed': z.object({}),
  'run.changed': Run,
  'run.progress': z.object({ id: RunId, progress: TrainingProgress }),
  'run.removed': z.object({ id: RunId }),
  /** Datasets were made, changed or removed, or files in their folders were. */
  'datasets.changed': z.object({}),
  /** Of the doctor. */
  'dataset.progress': z.object({ id: DatasetId, progress: z.number().min(0).max(1) }),
  'devices.changed': DeviceReport,
  'settings.changed': Settings,
  'engine.changed': z.object({ engine: AppInfo.shape.engine, message: z.string() }),
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventData<E extends EventName> = z.infer<Events[E]>;
