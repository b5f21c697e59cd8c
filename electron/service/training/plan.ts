// What a run is going to do: everything that can be known before its start is checked here.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { RunId } from '#contract/ids.ts';
import { RUN_FILES, RunFile } from '#contract/run-folder.ts';
import type { RecipeDescription, TrainSettings } from '#contract/training.ts';
import { type RunChange, type RunRow, writeWhole } from '../../library/index.ts';
import type { Datasets } from './datasets.ts';
import { collectPictures, type TrainingPictures } from './pictures.ts';
import { valuesOf } from './values.ts';

/** How long: a number of steps in all, or minutes from now. */
export type Length = { steps?: number | undefined; minutes?: number | undefined };

/** The pictures of a run that begins. Throws a `UserError` that says what is missing. */
export function picturesFor(
  recipe: RecipeDescription,
  { data, content }: Pick<TrainSettings, 'data'> & { content?: TrainSettings['content'] | null },
  datasets: Datasets,
): Promise<TrainingPictures> {
  const rows = { data: datasets.row(data), content: content == null ? null : datasets.row(content) };
  return collectPictures(datasets, recipe, rows);
}

/** Throws a `UserError` that says what is missing or out of range. */
export async function planRun(recipe: RecipeDescription, settings: TrainSettings, datasets: Datasets): Promise<RunRow> {
  const { name, seed, data, content = null, minutes } = settings;
  const values = valuesOf(recipe, settings);
  await picturesFor(recipe, settings, datasets);
  return {
    id: RunId.parse(randomUUID()),
    name: name ?? `${recipe.id} ${datasets.row(data).name}`.slice(0, 80),
    recipe: recipe.id,
    version: recipe.version,
    values,
    seed,
    data,
    content,
    parent: null,
    status: 'waiting',
    step: 0,
    // How many fit into the minutes is found out at the start.
    steps: settings.steps ?? recipe.presets[settings.preset].steps,
    minutes: settings.steps === undefined ? (minutes ?? null) : null,
    seconds: 0,
    createdAt: Date.now(),
    model: null,
    error: null,
  };
}

/** The list that a run began with: another order or another picture would make it another run. `undefined`: it never began. */
async function begunWith(folder: string): Promise<RunFile | undefined> {
  const text = await readFile(join(folder, RUN_FILES.run), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : RunFile.parse(JSON.parse(text));
}

function gone({ data, content }: RunFile): boolean {
  return ![...data, ...content].some(({ path }) => existsSync(path));
}

/**
 * What a run learns from now: what it began with, or if nothing of that is on this computer what its datasets have, which is
 * from then on what it began with. `begun`: there is something to go on from.
 */
export async function learning(
  run: RunRow,
  recipe: () => Promise<RecipeDescription>,
  folder: string,
  datasets: Datasets,
): Promise<TrainingPictures & { begun: boolean }> {
  const file = await begunWith(folder);
  if (file && !gone(file)) return { data: file.data, content: file.content, begun: true };
  const pictures = await picturesFor(await recipe(), run, datasets);
  if (file) await writeWhole(join(folder, RUN_FILES.run), `${JSON.stringify({ ...file, ...pictures }, null, 2)}\n`);
  return { ...pictures, begun: file !== undefined };
}

/** What changes when a run goes on from its last checkpoint in `folder`. Throws a `UserError` that says why it cannot. */
export async function planResume(
  run: RunRow,
  recipe: RecipeDescription,
  folder: string,
  datasets: Datasets,
  { steps, minutes }: Length,
): Promise<RunChange> {
  if (run.step > 0 && !existsSync(folder)) {
    throw new UserError('not-found', `The checkpoints of “${run.name}” are gone.`, {
      hint: 'Begin a new run.',
      source: folder,
    });
  }
  if (recipe.version !== run.version) {
    throw new UserError('newer-version', `“${run.name}” was begun with another version of “${run.recipe}”.`, {
      hint: 'It cannot be continued. What it made is kept; begin a new run.',
    });
  }
  const planned = steps ?? run.steps;
  if (minutes === undefined && run.status === 'done' && run.step >= planned) {
    throw new UserError('bad-input', `“${run.name}” has done its ${run.step} steps.`, {
      hint: 'Give it more with --steps, which counts from the beginning of the run.',
    });
  }
  const begun = await begunWith(folder);
  if (!begun || gone(begun)) await picturesFor(recipe, run, datasets);
  // A run that was to end by the clock still is, unless it is told otherwise or has done so.
  const again = steps === undefined && run.status !== 'done' ? run.minutes : null;
  const until = minutes === undefined ? again : run.seconds / 60 + minutes;
  return { status: 'waiting', steps: planned, minutes: until, error: null };
}
