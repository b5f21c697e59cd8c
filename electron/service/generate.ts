// New pictures from a generator, or the way from one of them to another, as files in a folder.
import type { EngineTaskInput } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import type { GenerateSettings, InterpolateSettings } from '#contract/generate.ts';
import type { GenerateCard } from '#contract/models.ts';
import type { Core } from './core.ts';
import type { RunOptions } from './engine-process.ts';

/** `size`: pixels per side. `seconds`: of the engine's work on all of them. */
export type Generated = { files: string[]; size: number; seconds: number; card: GenerateCard };
type GenerateTask = Extract<EngineTaskInput, { task: 'generate' }>;
type Wanted = Pick<GenerateTask, 'seeds' | 'mix' | 'way'> & Pick<GenerateSettings, 'model' | 'truncation' | 'class'>;

function labelOf({ id, classes }: GenerateCard, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const label = classes.indexOf(name);
  if (label >= 0) return label;
  throw new UserError('bad-input', `The model “${id}” knows no “${name}”.`, {
    hint: classes.length > 0 ? `It knows ${classes.join(', ')}.` : 'It makes only one kind of picture.',
  });
}

function checkMix({ id, styles = 0 }: GenerateCard, mix: GenerateSettings['mix']): void {
  if (!mix || mix.from < styles) return;
  throw new UserError('bad-input', `The model “${id}” has no layer ${mix.from} that takes a style.`, {
    hint: styles > 0 ? `Choose one from 0 to ${styles - 1}.` : 'Only models of the recipe “stylegan” mix styles.',
  });
}

/** Throws `unsupported` for a model that is no generator, `bad-input` for what it cannot do. */
async function make(
  core: Core,
  { model, class: name, seeds, mix, way, truncation }: Wanted,
  folder: string,
  following: RunOptions,
): Promise<Generated> {
  const { card, file } = await core.models.use(model, 'generate');
  checkMix(card, mix);
  const known = { latent: card.latent, classes: card.classes.length, styles: card.styles, label: labelOf(card, name) };
  const task = { task: 'generate', model: file, output: folder, ...known, seeds, mix, way, truncation } as const;
  const { files, seconds } = await core.compute.run(task, following);
  return { files, size: card.size, seconds, card };
}

/** One picture per seed, in their order; the same seed gives the same picture. */
export function generateInto(
  core: Core,
  settings: GenerateSettings,
  folder: string,
  following: RunOptions,
): Promise<Generated> {
  return make(core, settings, folder, following);
}

/** One moving picture, or for `png` the frames in order. */
export function interpolateInto(
  core: Core,
  { from, to, frames, rate, format, ...settings }: InterpolateSettings,
  folder: string,
  following: RunOptions,
): Promise<Generated> {
  return make(core, { ...settings, seeds: [from], way: { to, frames, rate, format } }, folder, following);
}
