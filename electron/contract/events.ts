// What the service tells every window without being asked.
import { z } from 'zod';
import { DeviceReport } from './devices.ts';
import { AppInfo } from './rpc.ts';
import { Job, JobItem, TileDone } from './jobs.ts';
import { JobId } from './ids.ts';
import { Settings } from './settings.ts';

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
  'models.changed': z.object({}),
  'devices.changed': DeviceReport,
  'settings.changed': Settings,
  'engine.changed': z.object({ engine: AppInfo.shape.engine, message: z.string() }),
} as const;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventData<E extends EventName> = z.infer<Events[E]>;
