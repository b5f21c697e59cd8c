// Small sRGB pictures for the screen: thumbnails of files and finished tiles of running work.
import { rename, rm, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type DecodeLimits } from '#contract/engine.ts';
import { type Rect } from '#contract/rpc.ts';
import { readError } from './decoder-errors.ts';
import { openPicture } from './describe.ts';
import { writeWhole } from './encode.ts';
import { Raster } from './raster.ts';

const LIVE_SIDE = 512;

/** A WebP of `input` whose long side is at most `size`, in sRGB, with its transparency. */
export async function writeThumbnail(input: string, size: number, output: string, limits: DecodeLimits): Promise<void> {
  const picture = openPicture(input, limits)
    .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82, effort: 3 });
  // Decoded to memory first: what goes wrong there is the input's fault, what goes wrong in writing is the disk's.
  const bytes = await picture.toBuffer().catch((error: unknown) => {
    throw readError(error, input);
  });
  await writeWhole(output, (part) => writeFile(part, bytes));
}

/** Part `rect` of a raster that is still being filled, as `output`, at most 512 pixels a side. `scratch` is used and removed. */
export async function writePreview(
  raster: Raster,
  rect: Rect,
  metadata: Buffer,
  output: string,
  scratch: string,
): Promise<void> {
  const tile = Raster.create(scratch, { ...raster.layout, width: rect.width, height: rect.height }, raster);
  tile.write({ ...rect, x: 0, y: 0 }, raster.read(rect));
  // With the picture's profile, so that its colours arrive in sRGB.
  tile.appendMetadata(metadata);
  tile.close();
  await sharp(scratch)
    .resize({ width: LIVE_SIDE, height: LIVE_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 80, effort: 1 })
    .toFile(`${output}.part`);
  await rename(`${output}.part`, output);
  await rm(scratch, { force: true });
}
