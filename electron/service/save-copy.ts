// Writes a stored file to a place of the user's: whole or not at all, and never over something it was not told to replace.
import { createHash } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { chmod, copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '#contract/errors.ts';
import { syncFolder } from '../library/index.ts';

export type SaveCopyOptions = {
  overwrite: boolean;
  /** Makes the unfinished file's name the same at each try, so that a crash leaves nothing that a second try does not clear. */
  part: string;
  signal?: AbortSignal | undefined;
};

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code);
}

async function copyBytes(source: string, target: string, signal: AbortSignal | undefined): Promise<void> {
  await rm(target, { force: true });
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE);
    await chmod(target, 0o644);
  } catch {
    await pipeline(createReadStream(source), createWriteStream(target), { signal });
  }
  const handle = await open(target, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a finished file its name; without `overwrite` a name that exists throws `EEXIST`. */
async function place(part: string, target: string, overwrite: boolean): Promise<void> {
  if (overwrite) return rename(part, target);
  try {
    // Unlike a rename, a hard link refuses to take an existing name.
    await link(part, target);
    await rm(part);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error))) throw error;
    if (await exists(target)) throw Object.assign(new Error(`${target} exists`), { code: 'EEXIST' });
    await rename(part, target);
  }
}

/** Throws an error with code `EEXIST` if the name was taken meanwhile, and `disk-full` or `bad-input` naming the place. */
export async function saveCopy(source: string, target: string, options: SaveCopyOptions): Promise<void> {
  const { overwrite, signal } = options;
  const digest = createHash('sha256')
    .update(`${options.part}${basename(target)}`)
    .digest('hex')
    .slice(0, 16);
  const part = join(dirname(target), `.atelier-${digest}.part`);
  try {
    await copyBytes(source, part, signal);
    signal?.throwIfAborted();
    await place(part, target, overwrite);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(part, { force: true });
    if (codeOf(error) === 'ENAMETOOLONG') {
      throw new UserError('bad-input', 'The name of the result is too long for this disk.', {
        hint: 'Choose a shorter name template.',
        source: target,
        cause: error,
      });
    }
    throw error;
  }
}
