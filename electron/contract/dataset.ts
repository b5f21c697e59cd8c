// Sets of pictures to learn from, and what the dataset doctor is asked and finds.
import { z } from 'zod';
import { DatasetId } from './ids.ts';

/** In pixels of the picture as it is shown. */
export const Crop = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });
export type Crop = z.infer<typeof Crop>;

/** A picture of a dataset; `class`: name of its sub-folder; `content`: it is in the second set; `crop`: what is used of it. */
export const DatasetPicture = z.object({
  file: z.string(),
  class: z.string().optional(),
  side: z.enum(['data', 'content']).default('data'),
  crop: Crop.optional(),
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

/**
 * Pictures to learn from: folders on this computer that are read where they lie and never written to, or a folder of the
 * library's own for what was dropped into a browser. Sub-folders are classes for recipes that learn some.
 */
export const Dataset = z.object({
  id: DatasetId,
  name: z.string(),
  /** Folders and single files, full paths. */
  places: z.array(z.string()),
  /** Pictures that a run would learn from: without those left out. */
  pictures: z.int().nonnegative(),
  classes: z.array(z.string()),
  /** Files that the user or a fix left out, full paths. */
  leftOut: z.array(z.string()),
  /** What is kept of a file that was cropped. */
  crops: z.record(z.string(), Crop),
  /** Changes with every file that is added, changed, left out or cropped. */
  version: z.string(),
  /** Unix milliseconds. */
  createdAt: z.number(),
  /** A place that is not there any more. */
  missing: z.array(z.string()),
});
export type Dataset = z.infer<typeof Dataset>;

/** A picture of a dataset as it is listed; its thumbnail is at `/media/dataset/<dataset>/<key>`. */
export const DatasetEntry = z.object({
  file: z.string(),
  key: z.string(),
  class: z.string().optional(),
  leftOut: z.boolean(),
});
export type DatasetEntry = z.infer<typeof DatasetEntry>;

/** What is done about findings: files are left out, or only a part of them is used; `take-back` undoes both. */
export const DatasetFix = z.discriminatedUnion('fix', [
  z.object({ fix: z.literal('leave-out'), files: z.array(z.string()).min(1) }),
  z.object({ fix: z.literal('crop'), crops: z.record(z.string(), Crop) }),
  z.object({ fix: z.literal('take-back'), files: z.array(z.string()).min(1) }),
]);
export type DatasetFix = z.infer<typeof DatasetFix>;
