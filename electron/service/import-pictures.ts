// Imports dropped files and folders into the library, several at a time, and tells how far it is.
import { basename } from 'node:path';
import { toWireError, type WireError } from '#contract/errors.ts';
import type { Result } from '#contract/rpc.ts';
import type { EventHub } from './event-hub.ts';
import type { Ingest } from './ingest.ts';
import { findPictures, type FoundFile } from './walk.ts';

/** Enough to keep a decoder and a disk busy. */
const AT_ONCE = 3;

export async function importPictures(
  paths: readonly string[],
  importId: string,
  ingest: Ingest,
  events: EventHub,
): Promise<Result<'images.import'>> {
  const { found, failures } = await findPictures(paths);
  const images: ({ image: Result<'images.import'>['images'][number]['image']; relativeDir: string } | undefined)[] = [];
  const errors: (WireError | undefined)[] = [];
  const queue = found.entries();
  let done = 0;
  const take = async (index: number, file: FoundFile) => {
    try {
      images[index] = { image: await ingest.file(file.path), relativeDir: file.relativeDir };
    } catch (error) {
      errors[index] = toWireError(error, file.path);
    }
    done++;
    events.emit('import.progress', { importId, done, total: found.length, name: basename(file.path) });
  };
  const worker = async () => {
    for (const [index, file] of queue) await take(index, file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    images: images.filter((entry) => entry !== undefined),
    failures: [...failures, ...errors.filter((error) => error !== undefined)],
  };
}
