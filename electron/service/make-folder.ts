// Makes a folder that a user named, with those above it.
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Unlike Node's recursive `mkdir`, this ends where a file system says “not there” to every new folder, as /proc does. */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: unknown) => {
    // Made by somebody else meanwhile; a file of that name is found out by whoever writes into it.
    if ((error as { code?: unknown }).code !== 'EEXIST') throw error;
  });
}
