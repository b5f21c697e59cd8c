// How well a model enlarges downscaled pictures of a folder, against bicubic.
import type { EngineResults } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import type { ModelId } from '#contract/ids.ts';
import type { Core } from './core.ts';
import type { RunOptions } from './engine-process.ts';
import { findPictures } from './walk.ts';

export async function evaluateUpscale(
  core: Core,
  id: ModelId,
  folder: string,
  options: RunOptions,
): Promise<EngineResults['evaluate'] & { scale: number }> {
  const { card, file } = await core.models.use(id);
  const { found } = await findPictures([folder]);
  if (found.length === 0) throw new UserError('not-found', 'There are no pictures in this folder.', { source: folder });
  const { scale, receptiveRadius, multiple } = card;
  const images = found.map(({ path }) => path);
  const task = { task: 'evaluate', images, model: file, scale, receptiveRadius, multiple } as const;
  return { scale, ...(await core.compute.run(task, options)) };
}
