// A run at one of its checkpoints, without anything that computes steps: to be exported or compared.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { RUN_FILES, type RunFile } from '#contract/run-folder.ts';
import { type ParameterValues } from '#contract/training.ts';
import { TrainingState } from '../compiler/state.ts';
import { shippedWeights } from '../features/shipped-model.ts';
import { Random } from '../random.ts';
import { type ParameterTable, type Recipe, type Training, type Values } from '../recipes/recipe.ts';
import { type Checkpoint, checkpointFile, readCheckpoint, refuseOtherVersion } from './checkpoint.ts';
import { type Nets } from './export-model.ts';

/** The nets of a recipe with their first weights. */
export function build(
  recipe: Recipe,
  { values, seed, classes }: Pick<RunFile, 'values' | 'seed' | 'classes'>,
): Training {
  // Checked against the recipe's table by whoever made the file.
  const setting = { random: new Random(seed), classes, shipped: shippedWeights };
  return recipe.build(values as unknown as Values<ParameterTable>, setting);
}

/** Throws `UserError`: `not-found`, `corrupt`, and `newer-version` for one of another version of the recipe. */
export async function checkpointOf(folder: string, step: number, recipe: Recipe): Promise<Checkpoint> {
  const path = checkpointFile(join(folder, RUN_FILES.checkpoints), step);
  if (!existsSync(path)) {
    throw new UserError('not-found', `There is no checkpoint of step ${step} any more.`, {
      hint: 'Only the newest checkpoints of a run and the best one are kept. Choose one of those.',
      source: folder,
    });
  }
  const checkpoint = await readCheckpoint(path);
  refuseOtherVersion(checkpoint.owner, { recipe: recipe.id, version: recipe.version }, folder);
  return checkpoint;
}

/** Calls `use` with the nets as they were at the checkpoint, and frees them. */
export async function withNets<T>(
  recipe: Recipe,
  file: RunFile,
  { snapshot, position }: Checkpoint,
  use: (nets: Nets) => Promise<T>,
): Promise<T> {
  const { variables, product } = build(recipe, file);
  try {
    const state = new TrainingState(variables, file.seed);
    state.restore(snapshot);
    return await use({ state, product, step: position.step });
  } finally {
    for (const variable of Object.values(variables)) variable.dispose();
  }
}

/** Names and counts of the numbers that a run with these values consists of. */
export function sizesOf(recipe: Recipe, file: RunFile, values: ParameterValues): string {
  const { variables } = build(recipe, { ...file, values });
  const sizes = Object.entries(variables).map(([name, { shape }]) => `${name} ${shape.join('×')}`);
  for (const variable of Object.values(variables)) variable.dispose();
  return sizes.sort().join('\n');
}
