// Thumbnails of pictures to learn from, made when they are asked for and again when the file has changed.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import type { DatasetId } from '#contract/ids.ts';
import type { Library } from '../../library/index.ts';
import type { Pictures } from '../pictures.ts';
import type { Datasets } from './datasets.ts';

const SIZE = 320;

/** Path of a WebP; `null` for a file that is not there or no readable picture. */
export async function datasetThumbnail(
  { library, pictures, datasets }: { library: Library; pictures: Pictures; datasets: Datasets },
  id: DatasetId,
  key: string,
): Promise<string | null> {
  const found = await datasets.file(id, key);
  if (!found) return null;
  const name = createHash('sha256').update(`${found.file} ${found.state}`).digest('hex');
  const output = join(library.folders.cache, 'dataset-thumbnails', name.slice(0, 2), `${name}.webp`);
  try {
    await pictures.reduced(found.file, SIZE, output);
    return output;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
