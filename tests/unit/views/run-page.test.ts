// The page of a training run: which steps can be looked at, what is said of the run, and how much further it is trained.
import { expect, test } from 'vitest';
import { PreviewLine } from '#contract/run-folder.ts';
import { asAsked, firstLength, secondsPerStep } from '../../../renderer/views/train/run/length.ts';
import { differingRows, parameterRows } from '../../../renderer/views/train/run/parameter-rows.ts';
import { nearest, previewAt, stopsOf, withPreview } from '../../../renderer/views/train/run/stops.ts';
import { curveName, healthSentence, speedWords, statusSentence } from '../../../renderer/views/train/run/words.ts';

const preview = (step: number) => PreviewLine.parse({ step, file: `${step}.webp` });
const previews = [preview(0), preview(100), preview(250)];
const checkpoints = [
  { step: 100, bytes: 1, best: true },
  { step: 200, bytes: 1, best: false },
];

test('the scrubber stops at every preview and every checkpoint once', () => {
  expect(stopsOf(previews, checkpoints)).toEqual([
    { step: 0, checkpoint: false, best: false },
    { step: 100, checkpoint: true, best: true },
    { step: 200, checkpoint: true, best: false },
    { step: 250, checkpoint: false, best: false },
  ]);
});

test('a checkpoint without a preview of its own shows what was seen last before it', () => {
  expect(previewAt(previews, 200)?.step).toBe(100);
  expect(previewAt(previews.slice(1), 0)?.step).toBe(100);
  expect(previewAt([], 0)).toBeUndefined();
});

test('the nearest checkpoint is taken, the later one of two', () => {
  expect(nearest(checkpoints, 140)?.step).toBe(100);
  expect(nearest(checkpoints, 150)?.step).toBe(200);
  expect(nearest([], 150)).toBeUndefined();
});

test('a new preview goes in its place, and takes that of the same step', () => {
  const again = { ...preview(100), file: 'again.webp' };
  expect(withPreview(previews, again).map(({ file }) => file)).toEqual(['0.webp', 'again.webp', '250.webp']);
});

test('health is said in both languages, with its figures', () => {
  const note = { kind: 'collapsing', text: '', values: { since: 1475, back: 1278 } } as const;
  expect(healthSentence(note, 'en')).toBe(
    'Since step 1,475 the pictures look ever more alike. Go back to step 1,278 and branch from there.',
  );
  expect(healthSentence(note, 'zh')).toContain('第 1,278 步');
  const strong = { kind: 'judge-too-strong', text: '', values: { percent: 99 } } as const;
  expect(healthSentence(strong, 'en')).toContain('right about 99%');
  expect(healthSentence({ kind: 'rolled-back', text: '', values: { times: 1 } }, 'en')).toContain('once');
});

test('a note without its figures is shown as the engine wrote it', () => {
  expect(healthSentence({ kind: 'judge-too-weak', text: 'As written.', values: {} }, 'zh')).toBe('As written.');
});

test('a waiting run says behind which one, a running one what it does', () => {
  expect(statusSentence({ status: 'waiting' }, undefined, { name: 'Faces' }, 'en')).toContain('behind “Faces”');
  expect(statusSentence({ status: 'running' }, { stage: 'held' }, undefined, 'en')).toContain('more urgent');
  expect(statusSentence({ status: 'running' }, undefined, undefined, 'en')).toContain('Getting ready');
});

test('speed is said the way round that has the larger number', () => {
  expect(speedWords(3.44, 'en')).toBe('3.4 steps per second');
  expect(speedWords(0.4, 'en')).toBe('2.5 s per step');
  expect(speedWords(0.04, 'zh')).toBe('每步 25 秒');
});

test('curves have names in both languages; unknown ones keep theirs', () => {
  expect(curveName('generatorLoss', 'en')).toBe('Painting net');
  expect(curveName('somethingNew', 'zh')).toBe('somethingNew');
});

test('further training counts steps from the beginning and minutes from now', () => {
  const length = firstLength({ steps: 15_000 });
  expect(length).toMatchObject({ by: 'steps', steps: 7500 });
  expect(asAsked(length, 15_000)).toEqual({ steps: 22_500 });
  expect(asAsked({ ...length, by: 'minutes', minutes: 20 }, 15_000)).toEqual({ minutes: 20 });
  expect(firstLength({ steps: 1 }).steps).toBe(1);
});

test('a step takes as long as it was measured, or as it did so far', () => {
  expect(secondsPerStep({ stepsPerSecond: 4, seconds: 0, step: 0 })).toBe(0.25);
  expect(secondsPerStep({ stepsPerSecond: null, seconds: 30, step: 10 })).toBe(3);
  expect(secondsPerStep({ stepsPerSecond: null, seconds: 0, step: 0 })).toBeNull();
});

test('parameters stand in the order of the form, those it does not know behind them', () => {
  const label = { en: 'Picture size', zh: '图片尺寸' };
  const size = { kind: 'choice' as const, label, help: label, choices: ['32'], default: '32' };
  const rows = parameterRows({ old: 1, size: '32' }, { parameters: { size } });
  expect(rows).toMatchObject([
    { name: 'size', label, value: '32' },
    { name: 'old', value: 1 },
  ]);
});

test('only what differs is compared, also what one run does not have', () => {
  expect(differingRows({ a: 1, b: 2 }, { a: 1, b: 3, c: true }, undefined)).toMatchObject([
    { name: 'b', first: 2, second: 3 },
    { name: 'c', first: undefined, second: true },
  ]);
});
