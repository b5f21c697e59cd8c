// The file that keeps what the service printed, bounded to two generations.
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Writable } from 'node:stream';

const MOST_BYTES = 5_000_000;

/** Opens `<folder>/service.log` for appending; a large one becomes `service.old.log` first. */
export function openLog(folder: string): { file: string; stream: Writable } {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'service.log');
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > MOST_BYTES) renameSync(file, path.join(folder, 'service.old.log'));
  const stream = createWriteStream(file, { flags: 'a' });
  // A full disk must not take the window down; the log is all that is lost.
  stream.on('error', () => undefined);
  return { file, stream };
}
