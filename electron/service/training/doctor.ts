// A look at pictures before anything is trained on them.
import type { DatasetPicture, DatasetReport } from '#contract/dataset.ts';
import { UserError } from '#contract/errors.ts';
import type { DataItem } from '#contract/run-folder.ts';
import type { RecipeDescription } from '#contract/training.ts';
import type { DatasetRow } from '../../library/index.ts';
import type { Engine } from '../engine.ts';
import { EngineDied, type RunOptions } from '../engine-process.ts';
import type { Datasets } from './datasets.ts';

export type Sides = { data: DatasetRow; content?: DatasetRow | undefined };
/** What is to be trained, if that is known already, and at how many pixels per side. */
export type Purpose = { recipe?: RecipeDescription | undefined; size?: number | undefined };

/** What the recipe works with if nothing else is said. */
function usualSize({ parameters, presets }: RecipeDescription): number | undefined {
  const size = Number(presets.balanced.values['size'] ?? parameters['size']?.default);
  return size > 0 ? size : undefined;
}

function pictureOf({ path, crop, class: kind }: DataItem, named: boolean): DatasetPicture {
  return { file: path, side: 'data', crop, ...(named && { class: kind }) };
}

export class Doctor {
  private readonly engine: Engine;
  private readonly datasets: Datasets;
  private current = new AbortController();

  constructor(engine: Engine, datasets: Datasets) {
    this.engine = engine;
    this.datasets = datasets;
  }

  /** Ends an examination that is still under way: its answer is wanted no more. */
  examine(sides: Sides, purpose: Purpose, options: RunOptions = {}): Promise<DatasetReport> {
    this.current.abort();
    this.current = new AbortController();
    const signals = [this.current.signal, options.signal].filter((signal) => signal !== undefined);
    const signal = AbortSignal.any(signals);
    return examineDataset(this.engine, this.datasets, sides, purpose, { ...options, signal });
  }
}

/** Throws a `UserError` for a folder that is not there or has no pictures. */
async function examineDataset(
  engine: Engine,
  datasets: Datasets,
  { data, content }: Sides,
  { recipe, size }: Purpose,
  options: RunOptions,
): Promise<DatasetReport> {
  const named = recipe?.needs.data === 'classes';
  const first = (await datasets.items(data)).map((item) => pictureOf(item, named));
  const second = content === undefined ? [] : await datasets.items(content);
  const pictures = [...first, ...second.map((item) => ({ ...pictureOf(item, false), side: 'content' as const }))];
  if (first.length === 0) {
    throw new UserError('not-found', `There are no pictures in “${data.name}”.`, {
      hint: 'Name a folder with pictures; folders below it are read too.',
    });
  }
  const learned = size ?? (recipe && usualSize(recipe));
  try {
    return await engine.run({ task: 'doctor', pictures, needs: recipe?.needs, size: learned }, options);
  } catch (error) {
    if (!(error instanceof EngineDied)) throw error;
    throw new UserError('bad-input', 'One of these pictures stopped the decoder.', {
      hint: 'Look at halves of the dataset to find out which, and leave it out.',
      cause: error,
    });
  }
}
