// The dataset doctor on folders in which something was planted.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { DatasetReport, type DatasetNeeds, type DatasetPicture, type FindingKind } from '#contract/dataset.ts';
import { examineDataset } from '../../../electron/engine/dataset/doctor.ts';
import { LIMITS, testFolder } from '../imaging/setup.ts';
import { drawPicture } from '../metrics/pictures.ts';

const folder = testFolder('doctor');

type Options = { needs?: DatasetNeeds; size?: number; signal?: AbortSignal; onProgress?: (done: number) => void };

async function report(pictures: readonly DatasetPicture[], options: Options = {}): Promise<DatasetReport> {
  const { needs, size, signal = new AbortController().signal, onProgress = () => undefined } = options;
  return DatasetReport.parse(await examineDataset({ pictures, needs, size }, { limits: LIMITS, signal, onProgress }));
}

const of = (files: readonly string[]): DatasetPicture[] => files.map((file) => ({ file, side: 'data' }));

/** Names of the files of a finding. */
function names(found: DatasetReport, kind: FindingKind): string[] | undefined {
  return found.findings.find((finding) => finding.kind === kind)?.files.map((file) => basename(file));
}

async function save(name: string, picture: Sharp): Promise<string> {
  const file = join(folder, name);
  await picture.toFile(file);
  return file;
}

const COUNT = 12;
let good: string[];
beforeAll(async () => {
  good = await Promise.all(Array.from({ length: COUNT }, (_, k) => save(`good-${k}.png`, drawPicture(k, 320, 240))));
});

test('a sound dataset: facts and no findings', async () => {
  const told: number[] = [];
  const found = await report(of(good), { size: 128, onProgress: (done) => told.push(done) });
  expect(found).toMatchObject({
    images: COUNT,
    readable: COUNT,
    sides: { least: 240, median: 240, most: 240 },
    grey: 0,
  });
  expect(found.findings).toEqual([]);
  expect(told).toEqual(good.map((_, k) => k + 1));
});

describe('what was planted is found, and nothing else', () => {
  const base = async (name: string): Promise<Sharp> => sharp(await drawPicture(100, 320, 240).png().toBuffer()).withMetadata({ exif: { IFD0: { ImageDescription: name } } }); // prettier-ignore
  let pictures: string[];
  let found: DatasetReport;

  beforeAll(async () => {
    const original = await save('original.png', await base('one'));
    const planted = [
      await save('exact.png', (await base('two')).png({ compressionLevel: 1 })),
      await save('again.jpg', (await base('three')).resize(200, 150).jpeg({ quality: 50 })),
      await save('cut.jpg', sharp(good[1]).extract({ left: 4, top: 3, width: 312, height: 234 }).jpeg({ quality: 80 })),
      await save('blurred.png', drawPicture(101, 320, 240).blur(6)),
      await save('dark.png', drawPicture(102, 320, 240).linear(0.25, -22)),
      await save('plain.png', sharp({ create: { width: 300, height: 300, channels: 3, background: '#6af' } })),
      await save('grey.png', drawPicture(103, 320, 240).greyscale()),
      await save('tiny.png', drawPicture(104, 90, 90)),
      await save('long.png', drawPicture(105, 900, 240)),
      await save('framed.jpg', drawPicture(106, 300, 200).extend({ top: 20, bottom: 30, left: 10, right: 10, background: '#000' }).jpeg()),
      await save('glass.png', sharp(await drawPicture(107, 320, 240).png().toBuffer()).ensureAlpha(0.5)),
      join(folder, 'corrupt.jpg'),
      join(folder, 'not-there.png'),
    ]; // prettier-ignore
    const whole = await drawPicture(108, 320, 240).jpeg().toBuffer();
    writeFileSync(join(folder, 'corrupt.jpg'), whole.subarray(0, Math.floor(whole.length / 2)));
    pictures = [...good, original, ...planted];
    found = await report(of(pictures), { size: 128 });
  });

  test.each<[FindingKind, string[]]>([
    ['unreadable', ['corrupt.jpg', 'not-there.png']],
    ['duplicate', ['exact.png']],
    ['near-duplicate', ['again.jpg', 'cut.jpg']],
    ['flat', ['plain.png']],
    ['dark', ['dark.png']],
    ['blurred', ['blurred.png']],
    ['too-small', ['tiny.png']],
    ['aspect', ['long.png']],
    ['border', ['framed.jpg']],
    ['grey', ['grey.png']],
    ['transparent', ['glass.png']],
  ])('%s', (kind, files) => expect(names(found, kind)?.sort()).toEqual(files.sort()));

  test('every finding has a sentence of advice that counts its files, and a fix', () => {
    expect(found.findings).toHaveLength(11);
    for (const { files, advice, fix } of found.findings) {
      expect(advice).toMatch(new RegExp(`^${files.length} pictures? `));
      expect(fix).not.toBe('none');
    }
  });

  test.each<[FindingKind, string]>([
    ['unreadable', 'leave-out'],
    ['duplicate', 'leave-out'],
    ['near-duplicate', 'leave-out'],
    ['blurred', 'leave-out'],
    ['too-small', 'leave-out'],
    ['aspect', 'crop'],
    ['border', 'crop'],
    ['transparent', 'leave-out'],
  ])('%s: the fix is to %s', (kind, fix) => {
    const finding = found.findings.find((other) => other.kind === kind);
    expect(finding?.fix).toBe(fix);
    expect(finding?.crops?.length ?? 0).toBe(fix === 'crop' ? finding?.files.length : 0);
  });

  test('of a long picture the middle is kept', () => {
    const aspect = found.findings.find(({ kind }) => kind === 'aspect');
    expect(aspect?.crops).toEqual([{ x: 330, y: 0, width: 240, height: 240 }]);
  });

  test('what a fix leaves has nothing to be said about', async () => {
    const cropped = found.findings.flatMap(({ files, crops = [] }) =>
      crops.map((crop, k): DatasetPicture => ({ file: files[k] ?? '', side: 'data', crop })),
    );
    expect(cropped).toHaveLength(2);
    const again = await report([...of(good), ...cropped], { size: 128 });
    expect(again.findings).toEqual([]);
    expect(again.sides?.least).toBeLessThan(240);
  });

  test('copies name what stays, frames what is inside', () => {
    const of = (kind: FindingKind) => found.findings.find((finding) => finding.kind === kind);
    expect(of('duplicate')?.same?.map((file) => basename(file))).toEqual(['original.png']);
    expect(of('near-duplicate')?.same?.map((file) => basename(file))).toEqual(['original.png', 'good-1.png']);
    const { x, y, width, height } = of('border')?.crops?.[0] ?? { x: 0, y: 0, width: 0, height: 0 };
    // JPEG blurs the edge of a frame by a few pixels.
    [x - 10, y - 20, width - 300, height - 200].forEach((off) => expect(Math.abs(off)).toBeLessThanOrEqual(4));
  });

  test('the files are as they were', async () => {
    const before = pictures.slice(0, -1).map((file) => readFileSync(file));
    await report(of(pictures), { size: 128 });
    pictures.slice(0, -1).forEach((file, k) => expect(readFileSync(file).equals(before[k] as Buffer)).toBe(true));
  });
});

describe('the whole dataset', () => {
  const kinds = ({ findings }: DatasetReport) => findings.map(({ kind }) => kind);

  test('too few for a recipe: unreadable ones and copies do not count', async () => {
    const needs = { data: 'pictures', content: false, atLeast: COUNT } as const;
    expect(kinds(await report(of(good), { needs }))).toEqual([]);
    const copied = await save('copy.png', sharp(good[0]));
    const found = await report(of([...good.slice(1), good[0] ?? '', copied]), {
      needs: { ...needs, atLeast: COUNT + 1 },
    });
    expect(kinds(found)).toEqual(['duplicate', 'too-few']);
    expect(found.findings[1]?.advice).toContain(`${COUNT} usable pictures, and at least ${COUNT + 1}`);
  });

  test('two sides out of balance', async () => {
    const pictures: DatasetPicture[] = good.map((file, k) => ({ file, side: k === 0 ? 'data' : 'content' }));
    const needs = { data: 'pictures', content: true, atLeast: 1 } as const;
    // One painting and many photos is how a style is learned.
    expect(kinds(await report(pictures, { needs }))).toEqual([]);
    const found = await report(pictures, { needs: { ...needs, atLeast: 2 } });
    expect(found.content).toBe(COUNT - 1);
    expect(kinds(found)).toEqual(['too-few', 'imbalance']);
  });

  test('classes: counted, out of balance, or not there', async () => {
    const needs = { data: 'classes', content: false, atLeast: 4 } as const;
    const pictures: DatasetPicture[] = good.map((file, k) => ({ file, class: k < 2 ? 'cats' : 'dogs', side: 'data' }));
    const found = await report(pictures, { needs });
    expect(found.classes).toEqual({ cats: 2, dogs: COUNT - 2 });
    expect(kinds(found)).toEqual(['imbalance']);
    expect(found.findings[0]?.advice).toContain('“dogs” has 10 pictures and “cats” 2');
    expect(kinds(await report(of(good), { needs }))).toEqual(['too-few']);
  });

  test('pairs are twice as wide as what they show', async () => {
    const pair = await save('pair.png', drawPicture(200, 512, 230));
    const needs = { data: 'pairs', content: false, atLeast: 1 } as const;
    expect(kinds(await report(of([pair]), { needs, size: 128 }))).toEqual([]);
    expect(kinds(await report(of([pair]), { size: 128 }))).toEqual(['aspect']);
  });

  test('a frame is cut off a pair evenly, a long one is left out', async () => {
    const framed = drawPicture(201, 480, 230).extend({ left: 60, right: 20, top: 10, bottom: 10, background: '#fff' });
    const files = [await save('framed-pair.png', framed), await save('long-pair.png', drawPicture(202, 1000, 200))];
    const needs = { data: 'pairs', content: false, atLeast: 1 } as const;
    const { findings } = await report(of(files), { needs, size: 128 });
    const border = findings.find(({ kind }) => kind === 'border');
    expect(border?.crops).toEqual([{ x: 60, y: 10, width: 440, height: 230 }]);
    const aspect = findings.find(({ kind }) => kind === 'aspect');
    expect(aspect).toMatchObject({ fix: 'leave-out', files: [files[1]] });
    expect(aspect?.crops).toBeUndefined();
  });

  test('only what lets something show through is transparent; where all do, they are meant', async () => {
    const solid = await save('solid.png', sharp(await drawPicture(203, 320, 240).png().toBuffer()).ensureAlpha(1));
    expect(kinds(await report(of([...good, solid])))).toEqual([]);
    const clear = await save('clear.png', sharp(await drawPicture(204, 320, 240).png().toBuffer()).ensureAlpha(0.3));
    const found = await report(of([clear]));
    expect(found.transparent).toBe(1);
    expect(found.findings.find(({ kind }) => kind === 'transparent')?.fix).toBe('none');
  });

  test('what is not in the crop does not count', async () => {
    const crop = { x: 0, y: 0, width: 100, height: 90 };
    const found = await report([{ file: good[0] ?? '', side: 'data', crop }], { size: 128 });
    expect(found.sides).toEqual({ least: 90, median: 90, most: 90 });
    expect(kinds(found)).toEqual(['too-small']);
    const outside = { ...crop, x: 1000 };
    expect(kinds(await report([{ file: good[0] ?? '', side: 'data', crop: outside }]))).toEqual(['unreadable']);
  });

  test('an empty one', async () => {
    const found = await report([], { needs: { data: 'pictures', content: false, atLeast: 1 } });
    expect(found).toMatchObject({ images: 0, readable: 0 });
    expect(kinds(found)).toEqual(['too-few']);
  });

  test('cancelled in the middle', async () => {
    const controller = new AbortController();
    const working = report(of(good), { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(working).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
