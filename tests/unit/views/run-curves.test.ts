// Curves of a training run: smoothing, thinning, live points, and one table of several series.
import { expect, test } from 'vitest';
import { type MetricPoint } from '#contract/training.ts';
import { seriesOf, smoothed, table, thinned, withLosses, withNewer } from '../../../renderer/views/train/run/curves.ts';

const loss = (step: number, name: string, value: number): MetricPoint => ({ step, name, value, kind: 'loss' });

test('smoothing leaves a level curve level from its first point, and calms a jumping one', () => {
  expect(smoothed([5, 5, 5, 5], 0.9)).toEqual([5, 5, 5, 5].map((value) => expect.closeTo(value, 10) as number));
  expect(smoothed([1, 3, 1, 3], 0)).toEqual([1, 3, 1, 3]);
  const calm = smoothed(
    Array.from({ length: 100 }, (_, k) => (k % 2 ? 3 : 1)),
    0.9,
  );
  for (const value of calm.slice(20)) expect(Math.abs(value - 2)).toBeLessThan(0.2);
});

test('a value that is no number does not spoil those behind it', () => {
  expect(smoothed([1, NaN, 1], 0.5)).toEqual([1, NaN, 1]);
});

test('thinning keeps the last point and at most as many as asked for', () => {
  const kept = thinned(
    Array.from({ length: 1000 }, (_, k) => k),
    100,
  );
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(kept.at(-1)).toBe(999);
  expect(thinned([1, 2, 3], 5)).toEqual([1, 2, 3]);
});

test('series are apart by name and kind, in the order of steps', () => {
  const points = [loss(20, 'judge', 2), loss(10, 'judge', 1), loss(10, 'painter', 5)];
  expect(seriesOf([...points, { ...loss(10, 'kid', 0.1), kind: 'metric' }], 'loss')).toEqual([
    { name: 'judge', steps: [10, 20], values: [1, 2] },
    { name: 'painter', steps: [10], values: [5] },
  ]);
});

test('live points go behind what was read, once each', () => {
  const read = [loss(10, 'loss', 1)];
  const live = withLosses(withLosses(read, 20, { loss: 0.9 }), 20, { loss: 0.9 });
  expect(live.map(({ step }) => step)).toEqual([10, 20]);
  expect(withNewer([loss(10, 'loss', 1), loss(20, 'loss', 0.95)], [...live, loss(30, 'loss', 0.8)])).toEqual([
    loss(10, 'loss', 1),
    loss(20, 'loss', 0.95),
    loss(30, 'loss', 0.8),
  ]);
});

test('a day of live points stays small and keeps its metrics', () => {
  let points: MetricPoint[] = [{ ...loss(5, 'kid', 0.1), kind: 'metric' }];
  for (let step = 10; step <= 12_000; step += 10) points = withLosses(points, step, { a: step, b: 1 });
  expect(points.length).toBeLessThan(1700);
  expect(points.filter(({ kind }) => kind === 'metric')).toHaveLength(1);
  expect(seriesOf(points, 'loss').map(({ steps }) => steps.at(-1))).toEqual([12_000, 12_000]);
});

test('a table has every step once, and nothing where a series has no point', () => {
  const made = table([
    { name: 'a', steps: [10, 30], values: [1, 3] },
    { name: 'b', steps: [20, 30], values: [5, 6] },
  ]);
  expect(made).toEqual({
    steps: [10, 20, 30],
    columns: [
      [1, null, 3],
      [null, 5, 6],
    ],
  });
});
