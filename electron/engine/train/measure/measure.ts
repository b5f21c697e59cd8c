// How good what a run makes is, measured beside the training: which way fits which recipe.
import { type MetricsLine, type RunFile } from '#contract/run-folder.ts';
import { type FeatureExtractor } from '../../metrics/features.ts';
import { type Recipe } from '../../recipes/recipe.ts';
import { type Machine } from '../machine.ts';
import { type TrainingRun } from '../training-run.ts';
import { ReferenceMeasure } from './reference-measure.ts';
import { SET_METRICS, SetMeasure } from './set-measure.ts';

export type Measured = Omit<MetricsLine, 'step'>;

export type Measure = {
  /** Of the run's nets as they are now. Throws `cancelled`. */
  measure(): Promise<Measured>;
  release(): Promise<void>;
};

export type MeasureOptions = {
  readonly machine: Machine;
  /** Pictures of each set that are compared. */
  readonly samples: number;
  readonly signal: AbortSignal;
  /** Waits for its turn before each piece of work. */
  readonly take: NonNullable<Parameters<typeof FeatureExtractor.open>[1]>;
};

/** Fewer pictures than this have no neighbours to be compared with. */
const LEAST = 4;

/** Nothing where there is nothing to compare with. */
export function openMeasure(
  recipe: Recipe,
  file: RunFile,
  run: TrainingRun,
  options: MeasureOptions,
): Promise<Measure> | undefined {
  if (recipe.metrics.includes('psnrY')) return ReferenceMeasure.open(recipe, run, options);
  const names = SET_METRICS.filter((name) => recipe.metrics.some((other) => other === name));
  const given = run.product.kind === 'generate' ? Infinity : file.content.length;
  if (names.length === 0 || Math.min(file.data.length, given) < LEAST) return undefined;
  return SetMeasure.open(names, file, run, options);
}
