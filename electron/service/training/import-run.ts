// Takes in a run that was exported, here or on another computer: whole, or not at all.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { RunId } from '#contract/ids.ts';
import { RUN_FILE_ENDING, RUN_FILES, RunFile } from '#contract/run-folder.ts';
import type { Run } from '#contract/training.ts';
import { type RunRow, syncFolder } from '../../library/index.ts';
import type { Core } from '../core.ts';
import { FORMAT, isOfRun, Manifest, MANIFEST, RUN_FOLDERS } from './run-project.ts';
import { extract, listZip, NoZip } from './zip-read.ts';

/** Where the name of the first entry stands. */
const FIRST_NAME = 30;

async function isRun(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(MANIFEST.length), 0, MANIFEST.length, FIRST_NAME);
    return buffer.toString('utf8') === MANIFEST;
  } finally {
    await handle.close();
  }
}

function damaged(source: string, cause: unknown): UserError {
  return new UserError('corrupt', 'This file is damaged or not whole.', {
    hint: 'Copy it again, or export the run again.',
    source,
    cause,
  });
}

function manifestOf(text: string, source: string): Manifest {
  const json = JSON.parse(text) as { format?: unknown };
  if (typeof json.format === 'number' && json.format > FORMAT) {
    throw new UserError('newer-version', 'This run was exported by a newer version of Atelier.', {
      hint: 'Install the newest Atelier.',
      source,
    });
  }
  return Manifest.parse(json);
}

/** Everything of the file below `folder`. */
async function unpack(path: string, folder: string): Promise<Manifest> {
  try {
    const entries = await listZip(path);
    for (const kind of ['', ...RUN_FOLDERS]) await mkdir(join(folder, kind), { recursive: true });
    for (const entry of entries) {
      if (entry.name !== MANIFEST && !isOfRun(entry.name)) throw new NoZip(`unknown entry ${entry.name}`);
      await extract(path, entry, join(folder, entry.name));
    }
    const manifest = manifestOf(await readFile(join(folder, MANIFEST), 'utf8'), path);
    await rm(join(folder, MANIFEST));
    const run = join(folder, RUN_FILES.run);
    if (existsSync(run)) RunFile.parse(JSON.parse(await readFile(run, 'utf8')));
    return manifest;
  } catch (error) {
    const { code } = error as { code?: unknown };
    // A full disk is none of the file’s faults.
    if (error instanceof UserError || (typeof code === 'string' && code !== 'ENOENT')) throw error;
    throw damaged(path, error);
  }
}

/** Datasets that are not known here become ones whose places are missing until somebody adds others. */
function enterRun({ library, datasets }: Core, { run, datasets: known }: Manifest, id: RunId): RunRow {
  for (const dataset of known) {
    if (library.datasets.get(dataset.id)) continue;
    library.datasets.add(dataset);
    datasets.refresh(dataset.id);
  }
  const status =
    run.status === 'running' || run.status === 'waiting' || run.status === 'interrupted' ? 'paused' : run.status;
  return { ...run, id, status, minutes: null, model: null };
}

/** Throws `unsupported` for a file of something else, `corrupt` for one that is damaged, `newer-version`. */
export async function importRun(core: Core, path: string): Promise<Run> {
  if (!(await isRun(path))) {
    throw new UserError('unsupported', 'This is not a training run that Atelier has exported.', {
      hint: `Choose a file that ends with “.${RUN_FILE_ENDING}”.`,
      source: path,
    });
  }
  const { library, training, models } = core;
  const unfinished = library.files.temporary();
  try {
    const manifest = await unpack(path, unfinished);
    const known = library.runs.get(manifest.run.id) !== undefined;
    const id = known ? RunId.parse(randomUUID()) : manifest.run.id;
    const folder = training.folder(id);
    await rename(unfinished, folder);
    await syncFolder(library.folders.runs);
    const row = enterRun(core, manifest, id);
    const made = join(folder, RUN_FILES.model);
    if (existsSync(join(made, 'card.json'))) row.model = await models.adopt(made, row);
    return training.enter(row);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
