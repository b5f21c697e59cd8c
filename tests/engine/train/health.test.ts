// How a run does, in words: from made-up statistics and previews.
import { expect, test } from 'vitest';
import { type PreviewLine, type StatisticsLine } from '#contract/run-folder.ts';
import { healthOf } from '../../../electron/engine/train/health.ts';
import { grid, meanDistance, type Picture, pictureOf } from '../../../electron/engine/train/picture-grid.ts';

function lines(count: number, losses: Record<string, number>): StatisticsLine[] {
  return Array.from({ length: count }, (_, k) => ({ step: k + 1, seconds: k, losses }));
}

function previews(...diversities: number[]): PreviewLine[] {
  return diversities.map((diversity, k) => ({ step: 100 * k, file: `${k}.webp`, results: [], diversity }));
}

const kinds = (...given: Parameters<typeof healthOf>): string[] => healthOf(...given).map(({ kind }) => kind);

test('says nothing before there is something to say', () => {
  expect(healthOf([], [], 0)).toEqual([]);
  expect(healthOf(lines(3, { realRight: 1, fakeRight: 1 }), [], 0)).toEqual([]);
  expect(kinds(lines(20, { loss: 1 }), previews(0.1, 0.4, 0.5), 0)).toEqual(['good']);
});

test('judges the judge', () => {
  expect(healthOf(lines(20, { realRight: 1, fakeRight: 0.98 }), [], 0)[0]?.values).toEqual({ percent: 99 });
  expect(kinds(lines(20, { realRight: 1, fakeRight: 0.99 }), [], 0)).toEqual(['judge-too-strong']);
  expect(kinds(lines(20, { realRight: 0.9, fakeRight: 0.1 }), [], 0)).toEqual(['judge-too-weak']);
  expect(kinds(lines(20, { realRight: 0.8, fakeRight: 0.7 }), [], 0)).toEqual(['good']);
});

test('sees a collapse, and where to go back to', () => {
  const [note] = healthOf([], previews(0.05, 0.6, 0.9, 0.2, 0.1), 0);
  expect(note).toMatchObject({ kind: 'collapsing', values: { since: 300, back: 200 } });
  expect(note?.text).toContain('since step 300: go back to step 200');
  expect(healthOf([], previews(0.05, 0.6, 0.1, 0.7), 0)).toEqual([]);
});

test('tells of roll-backs', () => {
  expect(healthOf([], [], 2)).toMatchObject([{ kind: 'rolled-back', values: { times: 2 } }]);
});

test('a sheet has its pictures in rows, and equal pictures have no distance', () => {
  const plain = (value: number): Picture => pictureOf(new Float32Array(2 * 2 * 3).fill(value), 0, 2, 2, [-1, 1]);
  const [black, grey, white] = [plain(-1), plain(0), plain(1)];
  const sheet = grid([black, white, grey], 2);
  expect([sheet.width, sheet.height]).toEqual([4, 4]);
  expect(sheet.rgb[0]).toBe(0);
  expect(sheet.rgb[2 * 3]).toBe(255);
  expect(sheet.rgb[2 * 4 * 3]).toBe(128);
  expect(meanDistance([grey, grey])).toBe(0);
  // Of the small pictures only the cells that have a pixel count: 4 of 64.
  expect(meanDistance([black, white])).toBeGreaterThan(0);
  expect(meanDistance([white, black])).toBeGreaterThan(meanDistance([white, grey]));
});
