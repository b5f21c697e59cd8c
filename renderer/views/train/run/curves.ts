// Curves of a run as pure data: series by name, smoothing, thinning, live points, one table of several series.
import { type MetricPoint } from '#contract/training.ts';

export type Series = { name: string; steps: number[]; values: number[] };

/** Shares of the pictures that a judging net takes for what they are: not losses, and always 0..1. */
const SHARES = new Set(['realRight', 'fakeRight']);
/** Metrics that are better the higher they are. */
const HIGHER_IS_BETTER = new Set(['precision', 'recall', 'diversity', 'psnrY', 'ssim']);
/** Live points of one series beyond the ones that were read; half of them go when there are more. */
const MOST_LIVE = 400;

export function isShare(name: string): boolean {
  return SHARES.has(name);
}

export function higherIsBetter(name: string): boolean {
  return HIGHER_IS_BETTER.has(name);
}

/** One series per name in the order of their first points, each in the order of steps. */
export function seriesOf(points: readonly MetricPoint[], kind: MetricPoint['kind']): Series[] {
  const byName = new Map<string, Series>();
  for (const point of [...points].sort((a, b) => a.step - b.step)) {
    if (point.kind !== kind) continue;
    const series = byName.get(point.name) ?? { name: point.name, steps: [], values: [] };
    byName.set(point.name, series);
    series.steps.push(point.step);
    series.values.push(point.value);
  }
  return [...byName.values()];
}

/**
 * A running mean in which old values weigh less and less. `strength` 0 changes nothing, up to 0.99 it gets smoother.
 * The start is not drawn towards 0.
 */
export function smoothed(values: readonly number[], strength: number): number[] {
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = strength * sum + (1 - strength) * value;
    weight = strength * weight + (1 - strength);
    return sum / weight;
  });
}

/** At most about `most` values: every second one goes until they fit, the last one always stays. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  let kept = [...items];
  while (kept.length > most) {
    const last = kept.length - 1;
    kept = kept.filter((_, index) => index % 2 === last % 2);
  }
  return kept;
}

/** `points` with the losses of a step behind them, if they are newer. Live points come often, so they are thinned. */
export function withLosses(
  points: readonly MetricPoint[],
  step: number,
  losses: Readonly<Record<string, number>>,
): MetricPoint[] {
  const newest = points.reduce((last, point) => (point.kind === 'loss' ? Math.max(last, point.step) : last), -1);
  if (step <= newest) return [...points];
  const made = Object.entries(losses).map(([name, value]): MetricPoint => ({ step, name, value, kind: 'loss' }));
  const most = 2 * MOST_LIVE * Math.max(1, made.length);
  return [...(points.length > most ? thinnedByName(points) : points), ...made];
}

function thinnedByName(points: readonly MetricPoint[]): MetricPoint[] {
  const losses = seriesOf(points, 'loss').flatMap(({ name, steps, values }) =>
    thinned(
      steps.map((step, index): MetricPoint => ({ step, name, value: values[index] ?? 0, kind: 'loss' })),
      MOST_LIVE,
    ),
  );
  return [...points.filter(({ kind }) => kind === 'metric'), ...losses];
}

/** What was read, followed by the live points that are newer than it. */
export function withNewer(read: readonly MetricPoint[], live: readonly MetricPoint[]): MetricPoint[] {
  const newest = read.reduce((last, point) => (point.kind === 'loss' ? Math.max(last, point.step) : last), -1);
  return [...read, ...live.filter(({ kind, step }) => kind === 'loss' && step > newest)];
}

/** Several series over the steps of all of them; `null` where one has no point. */
export function table(series: readonly Series[]): { steps: number[]; columns: (number | null)[][] } {
  const steps = [...new Set(series.flatMap((one) => one.steps))].sort((a, b) => a - b);
  const place = new Map(steps.map((step, index) => [step, index]));
  const columns = series.map((one) => {
    const column = new Array<number | null>(steps.length).fill(null);
    one.steps.forEach((step, index) => (column[place.get(step) ?? 0] = one.values[index] ?? null));
    return column;
  });
  return { steps, columns };
}
