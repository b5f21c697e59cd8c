// Encodes a raster on disk to a picture file that appears whole or not at all.
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { unlessCancelled, writeError } from './decoder-errors.ts';
import { type EncodePlan } from './formats.ts';
import { type Depth, type Layout, type Raster } from './raster.ts';
import { attachTiffExif } from './tiff-exif.ts';

/**
 * From here on memory and time come before the last percent of size: a JPEG's best Huffman tables need all its coefficients
 * in memory (12 bytes a pixel), WebP's usual effort takes minutes.
 */
const LARGE_PIXELS = 24_000_000;

/** A TIFF's offsets end at 4 GB; 8 bytes a pixel is the most there is. */
const BIG_TIFF_PIXELS = 500_000_000;

/**
 * Encodes the raster at `source`, with its metadata, to `output`.
 * Throws `UserError`: `cancelled`, `disk-full`, `out-of-memory`; nothing is left behind then.
 */
export async function encodeRaster(
  source: Raster,
  output: string,
  plan: EncodePlan,
  signal: AbortSignal,
): Promise<void> {
  const pipeline = keepMetadata(sharp(source.file, { limitInputPixels: false }), plan.keep, true);
  await encodePipeline(pipeline, source.layout, output, plan, signal);
}

/** Encodes what a pipeline yields, of the size and bands given; see `encodeRaster`. */
export async function encodePipeline(
  pipeline: Sharp,
  { width, height, bands }: Pick<Layout, 'width' | 'height' | 'bands'>,
  output: string,
  plan: EncodePlan,
  signal: AbortSignal,
): Promise<void> {
  const flat = plan.flatten ? pipeline.flatten({ background: '#ffffff' }) : pipeline;
  const coloured = flat.toColourspace(colourSpace(bands <= 2 && plan.grey, plan.depth));
  await writeWhole(output, async (part) => {
    const remove = (): void => rmSync(part, { force: true });
    await unlessCancelled(withFormat(coloured, plan, width * height).toFile(part), signal, remove);
    if (plan.exif) attachTiffExif(part, plan.exif, { width, height });
  });
}

/** Without the profile libvips would convert the colours to sRGB, unless it was told to ignore it when opening. */
export function keepMetadata(pipeline: Sharp, keep: EncodePlan['keep'], profile: boolean): Sharp {
  if (keep === 'all' && profile) return pipeline.keepMetadata();
  const some = profile ? pipeline.keepIccProfile() : pipeline;
  if (keep === 'profile') return some;
  return keep === 'all' ? some.keepExif().keepXmp() : some.keepXmp();
}

/** libvips' name for grey or RGB of a depth. */
export function colourSpace(grey: boolean, depth: Depth): 'b-w' | 'grey16' | 'srgb' | 'rgb16' {
  if (grey) return depth === 16 ? 'grey16' : 'b-w';
  return depth === 16 ? 'rgb16' : 'srgb';
}

function withFormat(pipeline: Sharp, { format, quality, dpi, depth }: EncodePlan, pixels: number): Sharp {
  switch (format) {
    case 'png':
      return pipeline.png({ compressionLevel: 6, adaptiveFiltering: true });
    case 'jpeg':
      return pipeline.jpeg({
        quality,
        chromaSubsampling: quality > 90 ? '4:4:4' : '4:2:0',
        optimiseCoding: pixels < LARGE_PIXELS,
      });
    case 'webp':
      return pipeline.webp({ quality, lossless: quality === 100, effort: pixels < LARGE_PIXELS ? 4 : 2 });
    case 'avif':
      return pipeline.avif({
        quality,
        lossless: quality === 100,
        chromaSubsampling: quality > 90 ? '4:4:4' : '4:2:0',
        bitdepth: depth === 16 ? 12 : 8,
        effort: pixels < LARGE_PIXELS ? 4 : 2,
      });
    case 'tiff':
      return pipeline.tiff({
        compression: 'deflate',
        predictor: 'horizontal',
        bigtiff: pixels > BIG_TIFF_PIXELS,
        resolutionUnit: 'inch',
        ...(dpi && { xres: dpi / 25.4, yres: dpi / 25.4 }),
      });
  }
}

/** Writes through a temporary file beside `output`: fsync, then rename, then fsync of the folder. */
export async function writeWhole(output: string, write: (part: string) => Promise<unknown>): Promise<void> {
  const part = `${output}.part-${randomBytes(4).toString('hex')}`;
  try {
    await write(part);
    await sync(part, 'r+');
    await rename(part, output);
    if (process.platform !== 'win32') await sync(dirname(output), 'r');
  } catch (error) {
    await rm(part, { force: true });
    throw writeError(error, output);
  }
}

async function sync(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
