// What is known of a picture, and the file formats pictures are written in.
import { z } from 'zod';
import { ImageId, ModelId, Sha256 } from './ids.ts';
import { RestyleSettings } from './restyle.ts';
import { UpscaleSettings } from './upscale.ts';

/** Read from a picture's file without decoding its pixels; width and height are as displayed (EXIF orientation applied). */
export const PictureInfo = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  format: z.string(),
  /** Bits per channel in the file: 8 or 16 (1, 2 and 4 are reported as 8). */
  depth: z.union([z.literal(8), z.literal(16)]),
  /** Colour model of the file: `srgb`, `rgb16`, `b-w`, `grey16`, `cmyk`, … (libvips interpretation). */
  space: z.string(),
  alpha: z.boolean(),
  /** More than 1 for animations and multi-page files, of which only the first is used. */
  pages: z.int().positive(),
  /** EXIF orientation 1–8 as stored. */
  orientation: z.int().min(1).max(8),
  /** Pixels per inch where the file states it. */
  dpi: z.number().positive().optional(),
  /** Description inside the ICC profile, `undefined` without one. */
  icc: z.string().optional(),
  hasExif: z.boolean(),
  hasXmp: z.boolean(),
});
export type PictureInfo = z.infer<typeof PictureInfo>;

/** How an output came to be: enough to make it again. */
const made = {
  model: ModelId,
  /** SHA-256 of the model file. */
  modelVersion: Sha256,
  device: z.string(),
  seconds: z.number().nonnegative(),
};
export const MadeBy = z.discriminatedUnion('operation', [
  z.object({ operation: z.literal('upscale'), ...made, settings: UpscaleSettings }),
  z.object({ operation: z.literal('restyle'), ...made, settings: RestyleSettings }),
  z.object({
    operation: z.literal('generate'),
    ...made,
    seed: z.int().nonnegative(),
    truncation: z.number(),
    class: z.string().optional(),
    mix: z.object({ seed: z.int().nonnegative(), from: z.int().nonnegative() }).optional(),
    /** Of a way between two seeds. */
    to: z.int().nonnegative().optional(),
  }),
]);
export type MadeBy = z.infer<typeof MadeBy>;

export const LibraryImage = z.object({
  id: ImageId,
  kind: z.enum(['source', 'output']),
  name: z.string(),
  sha256: Sha256,
  bytes: z.int().nonnegative(),
  info: PictureInfo,
  /** Unix milliseconds. */
  addedAt: z.number(),
  starred: z.boolean(),
  parentId: ImageId.nullable(),
  /** Where the file came from (source) or was last saved to (output), if on a disk. */
  path: z.string().nullable(),
  madeBy: MadeBy.nullable(),
});
export type LibraryImage = z.infer<typeof LibraryImage>;

export const ExifEntry = z.object({ name: z.string(), value: z.string() });
export const ImageDetail = z.object({
  image: LibraryImage,
  parent: LibraryImage.nullable(),
  children: z.array(LibraryImage),
  exif: z.array(ExifEntry),
});
export type ImageDetail = z.infer<typeof ImageDetail>;

export const LibraryQuery = z.object({
  text: z.string().max(200).default(''),
  kind: z.enum(['all', 'source', 'output']).default('all'),
  starred: z.boolean().default(false),
  deleted: z.boolean().default(false),
  sort: z.enum(['newest', 'oldest', 'name', 'largest']).default('newest'),
  offset: z.int().nonnegative().default(0),
  limit: z.int().positive().max(500).default(200),
});
export type LibraryQuery = z.infer<typeof LibraryQuery>;
