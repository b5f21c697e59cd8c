// What the engine is asked to do with a file, what that is for the model, and what is written down of it: by kind of job.
import type { EngineTaskInput } from '#contract/engine.ts';
import type { MadeBy } from '#contract/image.ts';
import type { JobKind } from '#contract/jobs.ts';
import type { ModelCard, ModelKind } from '#contract/models.ts';
import { type Encoding, targetSize } from '#contract/upscale.ts';
import type { JobWork } from '../library/index.ts';
import { modelCost } from './model-cost.ts';
import type { UsableModel } from './models.ts';

/** The kind of model that a kind of job needs. */
export const MODEL_KIND = { upscale: 'upscale', restyle: 'translate' } as const satisfies Record<JobKind, ModelKind>;
export type WorkModel = UsableModel<(typeof MODEL_KIND)[JobKind]>;

type Size = { width: number; height: number };
type Files = { input: string; output: string; encoding: Encoding; liveFolder?: string; scratch: string };
type WorkTask = Extract<EngineTaskInput, { task: JobKind }>;

export function engineTask(work: JobWork, { card, file }: WorkModel, files: Files): WorkTask {
  const { scale, receptiveRadius, multiple } = card;
  const model = { model: file, receptiveRadius, multiple };
  if (work.kind === 'upscale') return { task: 'upscale', ...files, ...model, scale, target: work.settings.target };
  return { task: 'restyle', ...files, ...model, grain: grainOf(card), look: work.settings };
}

/** See `TranslateCard`; other models learn without. */
export function grainOf(card: ModelCard): number {
  return card.kind === 'translate' ? card.grain : 0;
}

/** Pixels that the model sees of a picture. */
export function modelPixels(work: JobWork, { scale }: Pick<ModelCard, 'scale'>, { width, height }: Size): number {
  if (work.kind === 'restyle') return restylePixels(work.settings, { width, height });
  const size = targetSize(work.settings.target, width, height);
  return width * height * modelCost(Math.max(size.width, size.height) / Math.max(width, height), scale);
}

/** Larger strokes are painted on a smaller picture. */
export function restylePixels({ brush }: { brush: number }, { width, height }: Size): number {
  return (width * height) / brush ** 2;
}

type Made = Pick<MadeBy, 'model' | 'modelVersion' | 'device' | 'seconds'>;

export function madeBy(work: JobWork, made: Made): MadeBy {
  return work.kind === 'upscale'
    ? { operation: 'upscale', ...made, settings: work.settings }
    : { operation: 'restyle', ...made, settings: work.settings };
}
