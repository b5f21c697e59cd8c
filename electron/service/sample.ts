// The picture that a first start brings along, so that the studio is never empty.
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { ImageId } from '#contract/ids.ts';
import type { Library } from '../library/index.ts';
import type { Ingest } from './ingest.ts';
import { places } from './places.ts';

const KEY = 'sample';
const PICTURE = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff']);

/** Imported once per library; `null` if there is none or the user removed it for good. */
export async function sampleImage(library: Library, ingest: Ingest): Promise<ImageId | null> {
  const stored = ImageId.safeParse(library.settings.get(KEY));
  if (stored.success) return library.images.get(stored.data) ? stored.data : null;
  const names = await readdir(places.samples).catch(() => []);
  const name = names.sort().find((file) => PICTURE.has(extname(file).toLowerCase()));
  if (name === undefined) return null;
  // Without its path: nothing should ever be saved beside it, in the program's own folder.
  const image = await ingest.stream(createReadStream(join(places.samples, name)), name);
  library.settings.set(KEY, image.id);
  return image.id;
}
