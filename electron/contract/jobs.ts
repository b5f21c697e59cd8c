// The queue: a job is a batch with one setting, its items are files with a status each.
import { z } from 'zod';
import { WireError } from './errors.ts';
import { ImageId, ItemId, JobId } from './ids.ts';
import { RestyleSettings } from './restyle.ts';
import { UpscaleSettings } from './upscale.ts';

export const ItemStatus = z.enum(['waiting', 'running', 'done', 'skipped', 'failed', 'cancelled']);
export type ItemStatus = z.infer<typeof ItemStatus>;
export const JobStatus = z.enum(['waiting', 'running', 'paused', 'done', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof JobStatus>;

/** A picture to work on: one in the library, or a file on disk with its folder below the dropped one. */
export const ItemSource = z.union([
  z.object({ imageId: ImageId, relativeDir: z.string().default('') }),
  z.object({ path: z.string().min(1), relativeDir: z.string().default('') }),
]);
export type ItemSource = z.infer<typeof ItemSource>;

export const JobItem = z.object({
  id: ItemId,
  jobId: JobId,
  position: z.int().nonnegative(),
  name: z.string(),
  source: ItemSource,
  status: ItemStatus,
  /** 0..1 of the work on this file. */
  progress: z.number().min(0).max(1),
  /** The source and the result in the library once known. */
  sourceId: ImageId.nullable(),
  resultId: ImageId.nullable(),
  /** Where the result was saved outside the library. */
  output: z.string().nullable(),
  width: z.int().positive().nullable(),
  height: z.int().positive().nullable(),
  seconds: z.number().nonnegative().nullable(),
  /** Things the user should know though the file succeeded: "animated: only the first frame was used". */
  notices: z.array(z.string()),
  error: WireError.nullable(),
});
export type JobItem = z.infer<typeof JobItem>;

const job = {
  id: JobId,
  status: JobStatus,
  position: z.int().nonnegative(),
  createdAt: z.number(),
  total: z.int().nonnegative(),
  done: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  /** Output megapixels per second over the last minute of work, `null` before the first tile. */
  speed: z.number().positive().nullable(),
  /** Seconds left at that speed; `null` while unknown. */
  remaining: z.number().nonnegative().nullable(),
};
export const Job = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upscale'), settings: UpscaleSettings, ...job }),
  z.object({ kind: z.literal('restyle'), settings: RestyleSettings, ...job }),
]);
export type Job = z.infer<typeof Job>;
export type JobKind = Job['kind'];

/** A finished tile of a running file; the pixels are at `/media/live/<itemId>/<index>`. Source pixels. */
export const TileDone = z.object({
  itemId: ItemId,
  index: z.int().nonnegative(),
  x: z.int().nonnegative(),
  y: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type TileDone = z.infer<typeof TileDone>;
