// Files into one zip file, streamed and stored as they are: checkpoints are numbers that hardly shrink.
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Zip, ZipPassThrough } from 'fflate';
import { UserError } from '#contract/errors.ts';
import { syncFolder } from '../../library/index.ts';

/** `bytes`: no more than these are read, of a file that still grows. */
export type ZipSource = { name: string; file: string; bytes: number } | { name: string; text: string };

/** What the format can address without its later extensions. */
const MOST_BYTES = 0xf000_0000;

async function* chunksOf(source: ZipSource): AsyncGenerator<Uint8Array> {
  if ('text' in source) yield Buffer.from(source.text);
  else if (source.bytes > 0) yield* createReadStream(source.file, { end: source.bytes - 1 });
}

/** `path` is there whole or not at all. Throws `unsupported` if it would be too large. */
export async function writeZip(path: string, sources: readonly ZipSource[]): Promise<void> {
  const bytes = sources.reduce((sum, source) => sum + ('text' in source ? source.text.length : source.bytes), 0);
  if (bytes > MOST_BYTES) {
    throw new UserError('unsupported', 'This run is too large for a project file.', {
      hint: 'Copy its folder instead.',
      source: path,
    });
  }
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const pending: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    pending.push(chunk);
  });
  try {
    const handle = await open(part, 'w');
    try {
      const drain = async () => {
        for (const chunk of pending.splice(0)) await handle.writeFile(chunk);
      };
      for (const source of sources) {
        const entry = new ZipPassThrough(source.name);
        zip.add(entry);
        for await (const chunk of chunksOf(source)) {
          entry.push(chunk);
          await drain();
        }
        entry.push(new Uint8Array(), true);
      }
      zip.end();
      await drain();
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
    await syncFolder(dirname(path));
  } finally {
    await rm(part, { force: true });
  }
}
