// The folder of a run: made at its start, and read when it goes on.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { RUN_FILES, RunFile } from '#contract/run-folder.ts';
import { writeWhole } from '../imaging/encode.ts';

/** Writes `run.json`. Throws `UserError('bad-input')` if a run is there already. */
export async function createRunFolder(folder: string, file: RunFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, RUN_FILES.run);
  if (await readIfThere(path)) {
    throw new UserError('bad-input', 'There is a run in this folder already.', {
      hint: 'Continue it, or choose another folder for a new one.',
      source: folder,
    });
  }
  await writeRunFile(folder, file);
}

export async function writeRunFile(folder: string, file: RunFile): Promise<void> {
  const text = `${JSON.stringify(file, null, 2)}\n`;
  await writeWhole(join(folder, RUN_FILES.run), (part) => writeFile(part, text));
}

/** Throws `UserError`: `not-found` for a folder without a run, `corrupt` for one that cannot be understood. */
export async function readRunFolder(folder: string): Promise<RunFile> {
  const path = join(folder, RUN_FILES.run);
  const text = await readIfThere(path);
  if (text === undefined) {
    throw new UserError('not-found', 'There is no run in this folder.', {
      hint: 'Choose the folder that has a “run.json”.',
      source: folder,
    });
  }
  try {
    return RunFile.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError('corrupt', 'The description of this run is damaged.', {
      hint: 'Its checkpoints are still there; start a new run with the same settings.',
      source: path,
      cause: error,
    });
  }
}

/** Takes away what a kill left of files that were being written. */
export async function removeUnfinished(runFolder: string): Promise<void> {
  const { previews, checkpoints } = RUN_FILES;
  for (const folder of [runFolder, join(runFolder, previews), join(runFolder, checkpoints)]) {
    const names = await readdir(folder).catch(() => []);
    const parts = names.filter((name) => /\.part-[0-9a-f]+$/.test(name));
    await Promise.all(parts.map((name) => rm(join(folder, name), { force: true })));
  }
}

function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
