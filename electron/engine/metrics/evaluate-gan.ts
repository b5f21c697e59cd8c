// Measures a generator: its pictures beside those it learned from, as features of a named extractor.
import { type EngineResults } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { type SessionOptions } from '../compiler/runtime.ts';
import { MOBILENET_SIZE } from '../features/mobilenet.ts';
import { diversity } from './diversity.ts';
import { countOf, FeatureExtractor, type FeatureOptions, type Pictures } from './features.ts';
import { frechetDistance } from './fid.ts';
import { kernelDistance } from './kid.ts';
import { precisionRecall } from './precision-recall.ts';

/** Precision and recall look at third neighbours. */
const LEAST = 4;

export type GanPictures = { real: Pictures; generated: Pictures; side?: number };

export type GanContext = Omit<FeatureOptions, 'onProgress' | 'side'> & {
  extractor: Pick<FeatureExtractor, 'name' | 'of'>;
  onProgress: (progress: number) => void;
};

/** `evaluateGan` with an extractor of its own. Progress is told as a share, and in pixels of the net's input. */
export async function evaluateGenerator(
  pictures: GanPictures,
  compute: SessionOptions,
  {
    take,
    onProgress,
    ...context
  }: Omit<GanContext, 'extractor' | 'onProgress'> & {
    take: Parameters<typeof FeatureExtractor.open>[1];
    onProgress: (progress: number, totalPixels: number) => void;
  },
): Promise<EngineResults['evaluateGan']> {
  const extractor = await FeatureExtractor.open(compute, take);
  const pixels = (countOf(pictures.real) + countOf(pictures.generated)) * MOBILENET_SIZE ** 2;
  try {
    return await evaluateGan(pictures, { ...context, extractor, onProgress: (done) => onProgress(done, pixels) });
  } finally {
    await extractor.release();
  }
}

/**
 * `side`: of the generated pictures; the real ones are reduced to it, so that a small generator is not measured by its size.
 * The numbers depend on the extractor and, all but KID, on the counts: only equal ones compare.
 * Throws `UserError` for fewer than four pictures on a side, for the first that cannot be read, and `cancelled`.
 */
export async function evaluateGan(
  { real, generated, side }: GanPictures,
  { extractor, onProgress, ...context }: GanContext,
): Promise<EngineResults['evaluateGan']> {
  const [data, images] = [countOf(real), countOf(generated)];
  if (Math.min(data, images) < LEAST) {
    throw new UserError(
      'bad-input',
      `There are too few pictures to measure a generator with: ${Math.min(data, images)}.`,
      {
        hint: `At least ${LEAST} are needed on each side, and hundreds for numbers that mean something.`,
      },
    );
  }
  const report = (before: number) => (done: number) => onProgress((before + done) / (data + images));
  const ofReal = await extractor.of(real, { ...context, side, onProgress: report(0) });
  const ofGenerated = await extractor.of(generated, { ...context, side, onProgress: report(data) });
  return {
    images,
    data,
    extractor: extractor.name,
    fid: frechetDistance(ofReal, ofGenerated),
    kid: kernelDistance(ofReal, ofGenerated).mean,
    ...precisionRecall(ofReal, ofGenerated),
    diversity: diversity(ofReal, ofGenerated),
  };
}
