// The tasks about one checkpoint of a run: a model from it, and a new run that begins with it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type EngineResults, type EngineTask } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { RUN_FILES } from '#contract/run-folder.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type Recipe } from '../recipes/recipe.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { exportModel } from './export-model.ts';
import { checkpointOf, sizesOf, withNets } from './open-checkpoint.ts';
import { createRunFolder, readRunFolder } from './run-folder.ts';

type ExportTask = Extract<EngineTask, { task: 'exportCheckpoint' }>;
type BranchTask = Extract<EngineTask, { task: 'branch' }>;
type Find = (recipe: string) => Recipe;

/** Throws `UserError`; `output` is then as it was. */
export async function exportCheckpoint(
  { runFolder, step, output }: ExportTask,
  find: Find,
  signal: AbortSignal,
): Promise<EngineResults['exportCheckpoint']> {
  const file = await readRunFolder(runFolder);
  const recipe = find(file.recipe);
  const checkpoint = await checkpointOf(runFolder, step, recipe);
  throwIfCancelled(signal);
  await withNets(recipe, file, checkpoint, (nets) => exportModel(recipe, file, nets, runFolder, output));
  return { step };
}

/** Throws `UserError`, also if there is a run in `output` already; nothing is left behind there then. */
export async function branch(
  { runFolder, step, values, output }: BranchTask,
  find: Find,
  signal: AbortSignal,
): Promise<EngineResults['branch']> {
  const file = await readRunFolder(runFolder);
  const recipe = find(file.recipe);
  const changed = { ...file, values: { ...file.values, ...values } };
  refuseOtherSizes(recipe, file, changed.values);
  const checkpoint = await checkpointOf(runFolder, step, recipe);
  throwIfCancelled(signal);
  await createRunFolder(output, changed);
  try {
    const { position, snapshot, owner } = checkpoint;
    // Statistics begin anew, so the losses of the steps before do not go into their first line.
    const begun = { position: { ...position, window: {} }, snapshot, owner: { ...owner, values: changed.values } };
    await writeCheckpoint(join(output, RUN_FILES.checkpoints), begun, { keep: 1 });
  } catch (error) {
    await rm(output, { recursive: true, force: true });
    throw error;
  }
  return { step };
}

/** Weights fit only into nets of the size they were learned in. */
function refuseOtherSizes(recipe: Recipe, file: Parameters<typeof sizesOf>[1], values: typeof file.values): void {
  const sizes = sizesOf(recipe, file, file.values);
  if (sizesOf(recipe, file, values) === sizes) return;
  const names = Object.keys(values).filter((name) => {
    if (values[name] === file.values[name]) return false;
    return sizesOf(recipe, file, { ...file.values, [name]: values[name] ?? '' }) !== sizes;
  });
  const labels = names.map((name) => `“${recipe.parameters[name]?.label.en ?? name}”`);
  throw new UserError('bad-input', `A checkpoint cannot go on with another ${labels.join(' and another ')}.`, {
    hint: `${names.join(', ')}: these decide on the size of the nets. Keep them as they were, or begin a new run.`,
  });
}
