// What the dataset doctor is asked and what it finds.
import { z } from 'zod';

/** A picture of a dataset; `class`: name of its sub-folder; `content`: it is in the second folder. */
export const DatasetPicture = z.object({
  file: z.string(),
  class: z.string().optional(),
  side: z.enum(['data', 'content']).default('data'),
});
export type DatasetPicture = z.infer<typeof DatasetPicture>;

/** What a recipe has to be given; without it only the pictures themselves are looked at. */
export const DatasetNeeds = z.object({
  data: z.enum(['pictures', 'pairs', 'classes']),
  content: z.boolean(),
  atLeast: z.int().nonnegative(),
});
export type DatasetNeeds = z.infer<typeof DatasetNeeds>;

export const FINDING_KINDS = [
  'unreadable',
  'duplicate',
  'near-duplicate',
  'blurred',
  'dark',
  'flat',
  'too-small',
  'aspect',
  'border',
  'grey',
  'transparent',
  'too-few',
  'imbalance',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** In pixels of the picture as it is shown. */
export const Crop = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });
export type Crop = z.infer<typeof Crop>;

export const Finding = z.object({
  kind: z.enum(FINDING_KINDS),
  /** Those that the fix is for; empty where the dataset as a whole is meant. */
  files: z.array(z.string()),
  /** What it means and what to do, for somebody who has never trained anything. */
  advice: z.string(),
  /** What can be done about it in one click; `none` if only the user can. The files themselves are never changed. */
  fix: z.enum(['leave-out', 'crop', 'convert', 'none']),
  /** Beside each file, the picture it is a copy of. */
  same: z.array(z.string()).optional(),
  /** Beside each file, what to keep of it. */
  crops: z.array(Crop).optional(),
});
export type Finding = z.infer<typeof Finding>;

export const DatasetReport = z.object({
  images: z.int().nonnegative(),
  /** Those that can be read. */
  readable: z.int().nonnegative(),
  /** Pictures by class, and in the second folder. */
  classes: z.record(z.string(), z.int().positive()),
  content: z.int().nonnegative(),
  /** Short sides in pixels; nothing if no picture can be read. */
  sides: z.object({ least: z.int(), median: z.int(), most: z.int() }).optional(),
  grey: z.int().nonnegative(),
  transparent: z.int().nonnegative(),
  findings: z.array(Finding),
});
export type DatasetReport = z.infer<typeof DatasetReport>;
