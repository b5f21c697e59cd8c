// Deep Zoom tiles, so that a viewer shows a picture of any size without loading it whole.
import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { type DecodeLimits, type Pyramid } from '#contract/engine.ts';
import { readError, unlessCancelled } from './decoder-errors.ts';
import { describePicture, openPicture } from './describe.ts';

const TILE_SIZE = 512;

/** Writes `<folder>/<level>/<column>_<row>.<extension>`; the folder is complete or absent, and replaced if it was there. */
export async function writePyramid(
  input: string,
  folder: string,
  limits: DecodeLimits,
  signal: AbortSignal,
): Promise<Pyramid> {
  const { info } = await describePicture(input, limits);
  const temporary = `${folder}.part-${randomBytes(4).toString('hex')}`;
  const remove = (): Promise<void> => rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  const tiles = openPicture(input, limits).toColourspace('srgb');
  const encoded = info.alpha
    ? tiles.png({ compressionLevel: 3 })
    : tiles.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
  try {
    await mkdir(temporary, { recursive: true });
    const layout = { size: TILE_SIZE, overlap: 0, layout: 'dz', container: 'fs', depth: 'onepixel' } as const;
    const work = encoded.tile(layout).toFile(join(temporary, 'tiles.dz'));
    await unlessCancelled(work, signal, () => void remove());
    await rm(folder, { recursive: true, force: true });
    await rename(join(temporary, 'tiles_files'), folder);
    await rm(join(folder, 'vips-properties.xml'), { force: true });
  } catch (error) {
    throw readError(error, input);
  } finally {
    await remove();
  }
  const levels = Math.ceil(Math.log2(Math.max(info.width, info.height))) + 1;
  const extension = info.alpha ? 'png' : 'jpeg';
  return { width: info.width, height: info.height, tileSize: TILE_SIZE, levels, extension };
}
