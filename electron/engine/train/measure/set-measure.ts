// Measures what a run makes as a set beside the set it learns from: as features of a named extractor.
import { DecodeLimits } from '#contract/engine.ts';
import { type RunFile } from '#contract/run-folder.ts';
import { diversity } from '../../metrics/diversity.ts';
import { FeatureExtractor, type Features } from '../../metrics/features.ts';
import { frechetDistance } from '../../metrics/fid.ts';
import { kernelDistance } from '../../metrics/kid.ts';
import { precisionRecall } from '../../metrics/precision-recall.ts';
import { randomFor } from '../data/order.ts';
import { type Picture } from '../picture-grid.ts';
import { feedOf, noise, ProductStep } from '../product-step.ts';
import { type TrainingRun } from '../training-run.ts';
import { type Measure, type Measured, type MeasureOptions } from './measure.ts';

export const SET_METRICS = ['fid', 'kid', 'precision', 'recall', 'diversity'] as const;
type SetMetric = (typeof SET_METRICS)[number];

/** Pictures that a generator makes at once. */
const BATCH = 16;
/** Photos that a translation changes: one after the other, which takes its time. */
const TRANSLATED = 64;

type Feed = Parameters<ProductStep['pictures']>[0];
type Setup = {
  readonly names: readonly SetMetric[];
  readonly extractor: FeatureExtractor;
  readonly step: ProductStep;
  readonly feeds: readonly Feed[];
  /** How many pictures are made. */
  readonly count: number;
  readonly options: MeasureOptions;
  /** Of the data: they stay the same over a run. */
  readonly real: Features;
};

export class SetMeasure implements Measure {
  private readonly setup: Setup;

  private constructor(setup: Setup) {
    this.setup = setup;
  }

  static async open(
    names: readonly SetMetric[],
    file: RunFile,
    run: TrainingRun,
    options: MeasureOptions,
  ): Promise<SetMeasure> {
    const { machine, samples, take } = options;
    const { step, feeds, size, count } = await maker(run, file.seed, options);
    let extractor: FeatureExtractor | undefined;
    try {
      extractor = await FeatureExtractor.open(machine, take);
      const real = await featuresOf(extractor, await run.data.some('data', samples, size), options);
      return new SetMeasure({ names, extractor, step, feeds, count, options, real });
    } catch (error) {
      await step.release();
      await extractor?.release();
      throw error;
    }
  }

  async measure(): Promise<Measured> {
    const { step, feeds, options, real, names, extractor, count } = this.setup;
    const made: Picture[] = [];
    for (const feed of feeds) made.push(...(await options.take(() => step.pictures(feed))));
    const generated = await featuresOf(extractor, made.slice(0, count), options);
    const all: Partial<Record<SetMetric, number>> = {};
    const wanted = (...some: SetMetric[]): boolean => some.some((name) => names.includes(name));
    // One after the other, because none of them listens while it computes.
    const add = (compute: () => typeof all) => options.take(() => Promise.resolve(void Object.assign(all, compute())));
    if (wanted('fid')) await add(() => ({ fid: frechetDistance(real, generated) }));
    if (wanted('kid')) await add(() => ({ kid: kernelDistance(real, generated).mean }));
    if (wanted('precision', 'recall')) await add(() => precisionRecall(real, generated));
    if (wanted('diversity')) await add(() => ({ diversity: diversity(real, generated) }));
    const metrics = Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name as SetMetric)));
    return { metrics, extractor: extractor.name, samples: count };
  }

  async release(): Promise<void> {
    await this.setup.step.release();
    await this.setup.extractor.release();
  }
}

/** What makes the pictures. Translations change photos of the second set, at the size they are trained at. */
async function maker({ product, state, data, pictureSize }: TrainingRun, seed: number, options: MeasureOptions) {
  const { machine, samples } = options;
  if (product.kind === 'generate') {
    const random = randomFor(seed, 'metrics');
    const feeds = Array.from({ length: Math.ceil(samples / BATCH) }, () => noise(product, BATCH, random));
    const step = await ProductStep.generator(product, BATCH, state, machine);
    return { step, feeds, size: product.size, count: samples };
  }
  const multiple = product.kind === 'translate' ? product.multiple : 1;
  const size = Math.ceil(pictureSize / multiple) * multiple;
  const photos = await data.some('content', Math.min(TRANSLATED, samples), size);
  const step = await ProductStep.changer(product, size, state, machine);
  return { step, feeds: photos.map(feedOf), size, count: photos.length };
}

const LIMITS = DecodeLimits.parse({});

function featuresOf(
  extractor: FeatureExtractor,
  pictures: readonly Picture[],
  { signal }: MeasureOptions,
): Promise<Features> {
  const { width = 0, height = 0 } = pictures[0] ?? {};
  const data = new Uint8Array(pictures.length * width * height * 3);
  pictures.forEach(({ rgb }, k) => data.set(rgb, k * width * height * 3));
  const set = { data, count: pictures.length, height, width };
  return extractor.of(set, { limits: LIMITS, signal, onProgress: () => undefined });
}
