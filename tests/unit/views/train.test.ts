// The Train screen's own reckoning: what findings are still open and what fixes them, what an estimate says, how things are named.
import { expect, test } from 'vitest';
import { Dataset, type DatasetReport, type Finding } from '../../../electron/contract/dataset.ts';
import { hashOf, placeOf } from '../../../renderer/state/place.ts';
import { nameOfFiles, nameOfPaths } from '../../../renderer/state/set-name.ts';
import { statusWords } from '../../../renderer/views/train/list/run-status.ts';
import { planned, tooLarge } from '../../../renderer/views/train/wizard/estimate.ts';
import { chipText, meaning } from '../../../renderer/views/train/wizard/finding-words.ts';
import { fixedWithAll, fixesFor, liesIn, openFindings } from '../../../renderer/views/train/wizard/findings.ts';
import { groupOf } from '../../../renderer/views/train/wizard/groups.ts';
import { stepOf } from '../../../renderer/views/train/wizard/parameter.ts';

function dataset(places: string[], change: Partial<Dataset> = {}): Dataset {
  return Dataset.parse({
    id: crypto.randomUUID(),
    name: 'Views',
    places,
    pictures: 10,
    classes: [],
    leftOut: [],
    crops: {},
    version: '1',
    createdAt: 0,
    missing: [],
    ...change,
  });
}

function report(findings: Finding[], change: Partial<DatasetReport> = {}): DatasetReport {
  return { images: 10, readable: 10, classes: {}, content: 0, grey: 0, transparent: 0, findings, ...change };
}

function finding(kind: Finding['kind'], files: string[], change: Partial<Finding> = {}): Finding {
  return { kind, files, advice: 'As the engine says it.', fix: 'leave-out', ...change };
}

const copies = finding('duplicate', ['/a/2.jpg', '/a/3.jpg'], { same: ['/a/1.jpg', '/a/1.jpg'] });

test('a file that was left out is no finding any more, and is one again when it is taken back', () => {
  const found = openFindings(report([copies]), [dataset(['/a'], { leftOut: ['/a/2.jpg'] })]);
  expect(found).toEqual([{ ...copies, files: ['/a/3.jpg'], same: ['/a/1.jpg'] }]);
  expect(openFindings(report([copies]), [dataset(['/a'], { leftOut: copies.files })])).toEqual([]);
  expect(openFindings(report([copies]), [dataset(['/a'])])).toEqual([copies]);
});

test('what is wrong with the set as a whole stays; too few is told by the counters', () => {
  const found = openFindings(report([finding('imbalance', []), finding('too-few', [])]), [dataset(['/a'])]);
  expect(found.map(({ kind }) => kind)).toEqual(['imbalance']);
});

test('each set gets the fix for its own files, whatever system their paths are of', () => {
  const [a, b] = [dataset(['/a']), dataset(['C:\\b'])];
  const both = finding('blurred', ['/a/in/1.jpg', 'C:\\b\\2.jpg']);
  expect(fixesFor(both, [a, b])).toEqual([
    { id: a.id, fix: { fix: 'leave-out', files: ['/a/in/1.jpg'] } },
    { id: b.id, fix: { fix: 'leave-out', files: ['C:\\b\\2.jpg'] } },
  ]);
  expect(liesIn(a, '/ab/1.jpg')).toBe(false);
  expect(liesIn(dataset(['/a/1.jpg']), '/a/1.jpg')).toBe(true);
});

test('frames are cropped to what the doctor found inside', () => {
  const set = dataset(['/a']);
  const crop = { x: 1, y: 2, width: 30, height: 40 };
  const framed = finding('border', ['/a/1.jpg'], { fix: 'crop', crops: [crop] });
  expect(fixesFor(framed, [set])).toEqual([{ id: set.id, fix: { fix: 'crop', crops: { '/a/1.jpg': crop } } }]);
  expect(openFindings(report([framed]), [dataset(['/a'], { crops: { '/a/1.jpg': crop } })])).toEqual([]);
});

test('fixing all leaves alone what most pictures have, but never keeps what cannot be read', () => {
  const six = ['1', '2', '3', '4', '5', '6'].map((name) => `/a/${name}.jpg`);
  expect(fixedWithAll(finding('too-small', six), 10)).toBe(false);
  expect(fixedWithAll(finding('too-small', six.slice(0, 2)), 10)).toBe(true);
  expect(fixedWithAll(finding('unreadable', six), 10)).toBe(true);
  expect(fixedWithAll(finding('transparent', ['/a/1.png'], { fix: 'convert' }), 10)).toBe(false);
});

test('findings are said in the language of the interface', () => {
  expect(chipText(copies, 'en')).toBe('2 copies');
  expect(chipText(finding('unreadable', ['/a/1.jpg']), 'zh')).toBe('1 张无法读取');
  const small = finding('too-small', ['/a/1.jpg']);
  expect(meaning(small, { report: report([]), size: 128 }, 'en')).toContain('128 pixels');
  expect(meaning(small, { report: report([]), size: undefined }, 'en')).toBe(small.advice);
  const sides = report([], { images: 100, content: 90 });
  expect(meaning(finding('imbalance', []), { report: sides, size: 64 }, 'en')).toContain(
    '90 pictures, the other only 10',
  );
  const kinds = report([], { classes: { cats: 40, dogs: 8 } });
  expect(meaning(finding('imbalance', []), { report: kinds, size: 64 }, 'en')).toContain('“cats” has 40');
});

const estimate = { steps: 1000, secondsPerStep: 0.5, seconds: 520, bytes: 2e9, freeBytes: 3e9, diskBytes: 5e7 };

test('an estimate follows the length that is wanted without being measured again', () => {
  expect(planned(estimate, { by: 'preset' })).toEqual({ steps: 1000, seconds: 520 });
  expect(planned(estimate, { by: 'steps', steps: 100 })).toEqual({ steps: 100, seconds: 70 });
  expect(planned(estimate, { by: 'minutes', minutes: 10 })).toEqual({ steps: 1160, seconds: 600 });
  expect(tooLarge(estimate)).toBe(false);
  expect(tooLarge({ ...estimate, freeBytes: 1e9 })).toBe(true);
});

test('a run says how it is in a few words', () => {
  const run = { status: 'running', step: 450, steps: 1000, secondsLeft: 720, seconds: 600 } as const;
  expect(statusWords(run, 'training', 'en')).toBe('Training · 45% · about 12 minutes left');
  expect(statusWords(run, 'held', 'en')).toBe('Waits for other work · 45%');
  expect(statusWords({ ...run, step: 0 }, 'compiling', 'en')).toBe('Getting ready');
  expect(statusWords({ ...run, status: 'done', step: 1000 }, undefined, 'en')).toBe('Done · took 10 minutes');
  expect(statusWords({ ...run, status: 'waiting', step: 0 }, undefined, 'zh')).not.toContain('%');
});

test('sliders step finely enough for the default', () => {
  const number = (min: number, max: number, initial: number) =>
    stepOf({ kind: 'number', label: { en: '', zh: '' }, help: { en: '', zh: '' }, min, max, default: initial });
  expect(number(0, 0.01, 2e-4)).toBeCloseTo(5e-5);
  expect(number(0, 5, 0.5)).toBeCloseTo(0.02);
  expect(number(0, 5, 0.35)).toBeCloseTo(0.01);
  expect(number(0, 1, 0.333)).toBeCloseTo(0.001);
  expect(
    stepOf({ kind: 'integer', label: { en: '', zh: '' }, help: { en: '', zh: '' }, min: 48, max: 768, default: 384 }),
  ).toBe(1);
});

test('one painting is a style, two folders are a translation', () => {
  const needs = { data: 'pictures', content: true, atLeast: 1, dataHint: { en: '', zh: '' } } as const;
  expect(groupOf({ product: 'translate', needs })).toBe('style');
  expect(groupOf({ product: 'translate', needs: { ...needs, atLeast: 5 } })).toBe('translate');
  expect(groupOf({ product: 'generate', needs })).toBe('generate');
});

test('a set is called after what was dropped', () => {
  expect(nameOfPaths(['/home/me/Watercolours/'])).toBe('Watercolours');
  expect(nameOfPaths(['C:\\Pictures\\starry night.jpg'])).toBe('starry night');
  expect(nameOfPaths(['/p/birds/1.jpg', '/p/birds/2.jpg'])).toBe('birds');
  const file = (name: string, relativeDir: string) => ({ file: new File([], name), relativeDir });
  expect(nameOfFiles([file('1.jpg', 'birds'), file('2.jpg', 'birds/small')])).toBe('birds');
  expect(nameOfFiles([file('1.jpg', ''), file('2.jpg', '')])).toBeUndefined();
});

test('an address names a screen and what of it is shown', () => {
  expect(placeOf('#/train/sets/1')).toEqual({ screen: 'train', path: 'sets/1' });
  expect(placeOf('#/nowhere/1')).toEqual({ screen: 'studio', path: '' });
  expect(placeOf(`#${hashOf({ screen: 'train', path: 'new' })}`)).toEqual({ screen: 'train', path: 'new' });
  expect(hashOf({ screen: 'train', path: '' })).toBe('/train');
});
