// The values followed over a run, from the statistics in its folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILES, StatisticsLine } from '#contract/run-folder.ts';
import type { MetricPoint } from '#contract/training.ts';

type Point = Pick<StatisticsLine, 'step' | 'losses'>;

/** What is not a number is left out: a database has no place for it. */
function pointsOf({ step, losses }: Point): MetricPoint[] {
  const finite = Object.entries(losses).filter(([, value]) => Number.isFinite(value));
  return finite.map(([name, value]) => ({ step, name, value }));
}

/** Nothing for a line that a kill cut off. */
function linePoints(line: string): MetricPoint[] {
  try {
    return pointsOf(StatisticsLine.parse(JSON.parse(line)));
  } catch {
    return [];
  }
}

/** `last`: what the last step said, which is a point of its own if no line of the statistics has come to it yet. */
export async function readSeries(runFolder: string, last: Point | undefined): Promise<MetricPoint[]> {
  const text = await readFile(join(runFolder, RUN_FILES.statistics), 'utf8').catch(() => '');
  const points = text.split('\n').flatMap(linePoints);
  const reached = points.at(-1)?.step ?? 0;
  return last && last.step > reached ? [...points, ...pointsOf(last)] : points;
}
