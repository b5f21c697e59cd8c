// How a recipe's number is shown as a slider: steps fine enough for its smallest useful change.
import { type ParameterDescription } from '#contract/training.ts';

type NumberParameter = Extract<ParameterDescription, { kind: 'integer' | 'number' }>;

/**
 * About two hundred steps over the range, more where the default lies between them: a slider moves what does not lie on one.
 * 0..0.01 with 0.0002: 0.00005.
 */
export function stepOf({ kind, min, max, default: initial }: NumberParameter): number {
  if (kind === 'integer') return 1;
  const rough = (max - min) / 200;
  const power = Math.floor(Math.log10(rough));
  const steps = [0, 1, 2, 3].flatMap((finer) => [5, 2, 1].map((factor) => factor * 10 ** (power - finer)));
  const fine = steps.filter((step) => step <= rough * 1.001);
  return fine.find((step) => liesOn(initial - min, step)) ?? fine.at(-1) ?? rough;
}

function liesOn(distance: number, step: number): boolean {
  const steps = distance / step;
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}
