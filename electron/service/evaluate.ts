// How good a model is: an upscaler against bicubic on downscaled pictures, a generator beside the pictures of a folder.
import { rm } from 'node:fs/promises';
import type { EngineResults } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import type { ModelId } from '#contract/ids.ts';
import type { Core } from './core.ts';
import type { RunOptions } from './engine-process.ts';
import { generateInto } from './generate.ts';
import { findPictures } from './walk.ts';

/** As many as there are pictures in the folder, within these. */
const GENERATED = { least: 64, most: 2048 };

async function picturesIn(folder: string): Promise<string[]> {
  const { found, failures } = await findPictures([folder]);
  const [failure] = failures;
  if (failure && found.length === 0) throw new UserError(failure.kind, failure.message, failure);
  if (found.length === 0) throw new UserError('not-found', 'There are no pictures in this folder.', { source: folder });
  return found.map(({ path }) => path);
}

export async function evaluateUpscale(
  core: Core,
  id: ModelId,
  folder: string,
  options: RunOptions,
): Promise<EngineResults['evaluate'] & { scale: number }> {
  const { card, file } = await core.models.use(id, 'upscale');
  const images = await picturesIn(folder);
  const { scale, receptiveRadius, multiple } = card;
  const task = { task: 'evaluate', images, model: file, scale, receptiveRadius, multiple } as const;
  return { scale, ...(await core.compute.run(task, options)) };
}

/** Makes pictures with the generator and compares them with those of the folder. */
export async function evaluateGenerator(
  core: Core,
  model: ModelId,
  folder: string,
  options: RunOptions,
): Promise<EngineResults['evaluateGan']> {
  const { card } = await core.models.find(model, 'generate');
  const images = await picturesIn(folder);
  const count = Math.min(GENERATED.most, Math.max(GENERATED.least, images.length));
  const scratch = core.library.files.temporary();
  try {
    const settings = { model, seeds: Array.from({ length: count }, (_, seed) => seed), truncation: 1 };
    const { files } = await generateInto(core, settings, scratch, { signal: options.signal });
    const task = { task: 'evaluateGan', images, generated: files, side: card.size } as const;
    return await core.compute.run(task, options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
