// The upscale operation's settings: model, target size, file format, name and destination.
import { z } from 'zod';
import { ModelId } from './ids.ts';

export const SCALES = [2, 3, 4, 8] as const;
export const MAX_SIDE = 65_500;

/** Size of the result. Aspect ratio is always kept. `print`: long side in millimetres at a resolution. */
export const Target = z.discriminatedUnion('by', [
  z.object({ by: z.literal('scale'), scale: z.union(SCALES.map((s) => z.literal(s))) }),
  z.object({ by: z.literal('width'), pixels: z.int().min(1).max(MAX_SIDE) }),
  z.object({ by: z.literal('height'), pixels: z.int().min(1).max(MAX_SIDE) }),
  z.object({ by: z.literal('longest'), pixels: z.int().min(1).max(MAX_SIDE) }),
  z.object({
    by: z.literal('print'),
    millimetres: z.number().positive().max(10_000),
    dpi: z.number().min(36).max(2400),
  }),
]);
export type Target = z.infer<typeof Target>;

export const OutputFormat = z.enum(['png', 'jpeg', 'webp', 'avif', 'tiff']);
export type OutputFormat = z.infer<typeof OutputFormat>;
export const FILE_EXTENSION: Record<OutputFormat, string> = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  avif: 'avif',
  tiff: 'tif',
};

/** How pixels become a file. `same`: the input's format where it can be written, PNG otherwise. */
export const Encoding = z.object({
  format: z.union([OutputFormat, z.literal('same')]).default('same'),
  /** 1–100, for JPEG, WebP and AVIF; 100 is lossless for WebP and AVIF. */
  quality: z.int().min(1).max(100).default(92),
  /** Keep ICC profile, EXIF, XMP and resolution. */
  keepMetadata: z.boolean().default(true),
});
export type Encoding = z.infer<typeof Encoding>;

/** Where the file goes besides the library. `tree`: keep the folders below the dropped one. */
export const Destination = z.discriminatedUnion('to', [
  z.object({ to: z.literal('library') }),
  z.object({ to: z.literal('beside') }),
  z.object({ to: z.literal('folder'), path: z.string().min(1) }),
  z.object({ to: z.literal('file'), path: z.string().min(1) }),
]);
export type Destination = z.infer<typeof Destination>;

export const OnExisting = z.enum(['number', 'overwrite', 'skip']);
export type OnExisting = z.infer<typeof OnExisting>;

/** Fields of a name template: `{name}` stem of the input, `{scale}` as 4x, `{model}`, `{width}`, `{height}`, `{date}` 2026-01-31. */
export const NAME_FIELDS = ['name', 'scale', 'model', 'width', 'height', 'date'] as const;
export const DEFAULT_NAME = '{name}-{scale}';

export const SaveOptions = z.object({
  encoding: Encoding.prefault({}),
  destination: Destination.default({ to: 'library' }),
  nameTemplate: z.string().min(1).max(200).default(DEFAULT_NAME),
  onExisting: OnExisting.default('number'),
});
export type SaveOptions = z.infer<typeof SaveOptions>;

export const UpscaleSettings = z.object({
  model: ModelId,
  target: Target,
  save: SaveOptions.prefault({}),
});
export type UpscaleSettings = z.infer<typeof UpscaleSettings>;

/** Width and height of the result for an input of `width` × `height`, in pixels, at least 1 each. */
export function targetSize(target: Target, width: number, height: number): { width: number; height: number } {
  const by = (factor: number) => ({
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  });
  switch (target.by) {
    case 'scale':
      return by(target.scale);
    case 'width':
      return { ...by(target.pixels / width), width: target.pixels };
    case 'height':
      return { ...by(target.pixels / height), height: target.pixels };
    case 'longest':
      return by(target.pixels / Math.max(width, height));
    case 'print':
      return by(Math.round((target.millimetres / 25.4) * target.dpi) / Math.max(width, height));
  }
}
