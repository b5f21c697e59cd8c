// What a run is going to do: everything that can be known before its start is checked here.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { RunId } from '#contract/ids.ts';
import { RUN_FILES, RunFile } from '#contract/run-folder.ts';
import type { RecipeDescription, TrainSettings } from '#contract/training.ts';
import type { RunRow } from '../../library/index.ts';
import { collectPictures, type TrainingPictures } from './pictures.ts';
import { valuesOf } from './values.ts';

/** How long: a number of steps in all, or minutes from now. */
export type Length = { steps?: number | undefined; minutes?: number | undefined };
/** A run that can begin, or with `resume` go on from a checkpoint. */
export type Plan = { run: RunRow; pictures: TrainingPictures; length: Length; resume: boolean };

/** Throws a `UserError` that says what is missing or out of range. */
export async function planRun(recipe: RecipeDescription, settings: TrainSettings): Promise<Plan> {
  const { name, seed, minutes } = settings;
  const values = valuesOf(recipe, settings);
  const data = resolve(settings.data);
  const content = settings.content === undefined ? null : resolve(settings.content);
  const pictures = await collectPictures(recipe, { data, content });
  const standard = recipe.presets[settings.preset].steps;
  const steps = settings.steps ?? (minutes === undefined ? standard : undefined);
  const run: RunRow = {
    id: RunId.parse(randomUUID()),
    name: name ?? `${recipe.id} ${basename(data)}`.slice(0, 80),
    recipe: recipe.id,
    version: recipe.version,
    values,
    seed,
    data,
    content,
    status: 'running',
    step: 0,
    // How many fit into the minutes is found out at the start.
    steps: steps ?? standard,
    seconds: 0,
    createdAt: Date.now(),
    model: null,
    error: null,
  };
  return { run, pictures, length: { steps, minutes }, resume: false };
}

/** The list that a run began with: another order or another picture would make it another run. `undefined`: it never began. */
async function picturesOf(folder: string): Promise<TrainingPictures | undefined> {
  const text = await readFile(join(folder, RUN_FILES.run), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { data, content } = RunFile.parse(JSON.parse(text));
  return { data, content };
}

/** The run goes on from its last checkpoint in `folder`. */
export async function planResume(
  run: RunRow,
  recipe: RecipeDescription,
  folder: string,
  { steps, minutes }: Length,
): Promise<Plan> {
  if (!existsSync(folder)) {
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
  const begun = await picturesOf(folder);
  const pictures = begun ?? (await collectPictures(recipe, run));
  const length = minutes === undefined ? { steps: planned } : { steps, minutes };
  return { run: { ...run, steps: planned }, pictures, length, resume: begun !== undefined };
}
