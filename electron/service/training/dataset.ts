// A look at pictures before anything is trained on them.
import type { DatasetReport } from '#contract/dataset.ts';
import { UserError } from '#contract/errors.ts';
import type { RecipeDescription } from '#contract/training.ts';
import type { Engine } from '../engine.ts';
import { EngineDied, type RunOptions } from '../engine-process.ts';
import { classOf, findIn } from './pictures.ts';

export type Dataset = { data: string; content?: string | undefined };

/** `recipe`: what is to be trained, if that is known already. Throws a `UserError` for a folder without pictures. */
export async function examineDataset(
  engine: Engine,
  { data, content }: Dataset,
  recipe: RecipeDescription | undefined,
  options: RunOptions,
): Promise<DatasetReport> {
  const named = recipe?.needs.data === 'classes';
  const first = (await findIn(data)).map((found) => ({ file: found.path, class: named ? classOf(found) : undefined }));
  const second = content === undefined ? [] : await findIn(content);
  const pictures = [...first, ...second.map(({ path }) => ({ file: path, side: 'content' as const }))];
  try {
    return await engine.run({ task: 'doctor', pictures, needs: recipe?.needs }, options);
  } catch (error) {
    if (!(error instanceof EngineDied)) throw error;
    throw new UserError('bad-input', 'One of these pictures stopped the decoder.', {
      hint: 'Look at halves of the folder to find out which, and leave it out.',
      source: data,
      cause: error,
    });
  }
}
