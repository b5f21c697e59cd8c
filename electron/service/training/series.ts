// The values followed over a run, from the statistics and metrics in its folder.
import { join } from 'node:path';
import { MetricsLine, RUN_FILES, StatisticsLine } from '#contract/run-folder.ts';
import type { MetricPoint } from '#contract/training.ts';
import { readJsonLines } from './json-lines.ts';

type Point = Pick<StatisticsLine, 'step' | 'losses'>;

/** What is not a number is left out: a database has no place for it. */
function pointsOf(step: number, values: Readonly<Record<string, number>>, kind: MetricPoint['kind']): MetricPoint[] {
  const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
  return finite.map(([name, value]) => ({ step, name, value, kind }));
}

export type Series = {
  /** In the order of steps, losses before metrics. */
  points: MetricPoint[];
  /** With what features metrics were measured. */
  extractor: string | null;
};

/** `last`: what the last step said, which is a point of its own if no line of the statistics has come to it yet. */
export async function readSeries(runFolder: string, last: Point | null): Promise<Series> {
  const statistics = await readJsonLines(join(runFolder, RUN_FILES.statistics), StatisticsLine);
  const metrics = await readJsonLines(join(runFolder, RUN_FILES.metrics), MetricsLine);
  const reached = statistics.at(-1)?.step ?? 0;
  const points = [
    ...statistics.flatMap(({ step, losses }) => pointsOf(step, losses, 'loss')),
    ...(last && last.step > reached ? pointsOf(last.step, last.losses, 'loss') : []),
    ...metrics.flatMap(({ step, metrics: values }) => pointsOf(step, values, 'metric')),
  ];
  return { points, extractor: metrics.findLast((line) => line.extractor !== undefined)?.extractor ?? null };
}

/** Of points in the order of steps at most about `most`: the ends, and in each stretch between the least and the greatest. */
function thinnedOne(points: readonly MetricPoint[], most: number): MetricPoint[] {
  if (points.length <= most) return [...points];
  const stretches = Math.max(1, (most >> 1) - 1);
  const kept = new Set<number>([0, points.length - 1]);
  for (let k = 0; k < stretches; k++) {
    const from = Math.floor((k * points.length) / stretches);
    const to = Math.floor(((k + 1) * points.length) / stretches);
    let [least, greatest] = [from, from];
    for (let at = from; at < to; at++) {
      if (valueAt(points, at) < valueAt(points, least)) least = at;
      if (valueAt(points, at) > valueAt(points, greatest)) greatest = at;
    }
    kept.add(least).add(greatest);
  }
  return [...kept].sort((a, b) => a - b).flatMap((at) => points[at] ?? []);
}

function valueAt(points: readonly MetricPoint[], at: number): number {
  return points[at]?.value ?? 0;
}

/** Every series for itself. */
export function thinned(points: readonly MetricPoint[], most: number): MetricPoint[] {
  const series = Map.groupBy(points, ({ kind, name }) => `${kind} ${name}`);
  return [...series.values()].flatMap((one) => thinnedOne(one, most)).sort((a, b) => a.step - b.step);
}
