// The pictures of a run: any file in upright sRGB, squares and pairs cut from them, the same ones for the same seed and step.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { type Phase, type PhaseInput } from '../../../electron/engine/recipes/recipe.ts';
import { Order } from '../../../electron/engine/train/data/order.ts';
import { PictureData, type PictureDataOptions } from '../../../electron/engine/train/data/picture-data.ts';
import { readWorkingPicture } from '../../../electron/engine/train/data/working-picture.ts';
import { testFolder } from '../imaging/setup.ts';
import { writePictures } from './loop-support.ts';

const folder = testFolder('data');
const SIZE = 16;
const SMALL = { least: SIZE, most: SIZE, halves: false };

type Colour = readonly [number, number, number];
const [RED, BLUE]: Colour[] = [
  [160, 90, 80],
  [90, 100, 150],
];

/** Left of one colour, right of another. */
function twoColours(width: number, height: number, left = RED as Colour, right = BLUE as Colour): Sharp {
  const rgb = new Uint8Array(width * height * 3).map(
    (_, i) => (Math.floor(i / 3) % width < width / 2 ? left : right)[i % 3] ?? 0,
  );
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

async function saved(name: string, picture: Sharp): Promise<string> {
  const file = join(folder, name);
  await picture.toFile(file);
  return file;
}

function phase(inputs: Record<string, PhaseInput>): Phase {
  return { name: 'phase', every: 1, inputs, step: () => ({}) };
}

function pictures(change: Partial<Extract<PhaseInput, { from: 'data' | 'content' }>> = {}): PhaseInput {
  return { from: 'data', count: 4, size: SIZE, range: [-1, 1], framing: 'whole', flip: false, ...change };
}

function dataOf(files: readonly string[], of: Phase, change: Partial<PictureDataOptions> = {}): PictureData {
  return new PictureData([of], {
    data: files.map((path) => ({ path })),
    content: [],
    classes: [],
    pairs: false,
    seed: 1,
    budget: 1e8,
    onUnreadable: () => undefined,
    ...change,
  });
}

/** Mean colours of the left and the right half. */
function halves({ width, data }: { width: number; data: Uint8Array }): number[][] {
  return [0, 1].map((half) =>
    [0, 1, 2].map((c) => {
      const values = data.filter((_, i) => i % 3 === c && (Math.floor(i / 3) % width < width / 2 ? 0 : 1) === half);
      return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
    }),
  );
}

function expectColours(found: number[][], wanted: readonly Colour[], tolerance: number): void {
  const differences = wanted.flatMap((colour, k) => colour.map((value, c) => Math.abs(value - (found[k]?.[c] ?? NaN))));
  expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
}

test('turns pictures upright', async () => {
  // Stored upside down.
  const file = await saved(
    'turned.jpg',
    twoColours(64, 32, BLUE, RED).jpeg({ quality: 95 }).withMetadata({ orientation: 3 }),
  );
  const picture = await readWorkingPicture(file, SMALL);
  expect([picture.width, picture.height]).toEqual([32, 16]);
  expectColours(halves(picture), [RED as Colour, BLUE as Colour], 12);
  const lying = await saved('lying.jpg', twoColours(64, 32).jpeg().withMetadata({ orientation: 6 }));
  const { width, height } = await readWorkingPicture(lying, SMALL);
  expect([width, height]).toEqual([16, 32]);
});

test('reads grey, transparent, 16-bit and CMYK pictures as 8-bit RGB', async () => {
  const grey = await saved('grey.png', twoColours(40, 40, [50, 50, 50], [180, 180, 180]).greyscale().png());
  expectColours(
    halves(await readWorkingPicture(grey, SMALL)),
    [
      [50, 50, 50],
      [180, 180, 180],
    ],
    12,
  );
  const deepGrey = sharp(await sharp(grey).toColourspace('grey16').png().toBuffer());
  expect((await readWorkingPicture(await saved('grey16.png', deepGrey), SMALL)).data).toHaveLength(SIZE * SIZE * 3);
  const clear = await saved('clear.png', twoColours(40, 40).joinChannel(Buffer.alloc(1600), RAW_ALPHA).png());
  expectColours(
    halves(await readWorkingPicture(clear, SMALL)),
    [
      [255, 255, 255],
      [255, 255, 255],
    ],
    0,
  );
  const deep = await saved('deep.png', twoColours(40, 40).toColourspace('rgb16').png());
  expect((await sharp(deep).metadata()).depth).toBe('ushort');
  expectColours(halves(await readWorkingPicture(deep, SMALL)), [RED as Colour, BLUE as Colour], 12);
  const cmyk = await saved('cmyk.jpg', twoColours(40, 40).toColourspace('cmyk').jpeg({ quality: 95 }));
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
  expectColours(halves(await readWorkingPicture(cmyk, SMALL)), [RED as Colour, BLUE as Colour], 30);
});

const RAW_ALPHA = { raw: { width: 40, height: 40, channels: 1 } } as const;

test('keeps the proportions, enlarges what is too small, reduces what is larger than needed', async () => {
  const small = await saved('small.png', twoColours(8, 6).png());
  expect(await readWorkingPicture(small, SMALL)).toMatchObject({ width: 21, height: 16 });
  const large = await saved('large.png', twoColours(400, 300).png());
  expect(await readWorkingPicture(large, { least: 16, most: 150, halves: false })).toMatchObject({
    width: 200,
    height: 150,
  });
  const narrow = await saved('narrow.png', twoColours(400, 2).png());
  expect(await readWorkingPicture(narrow, SMALL)).toMatchObject({ height: 16 });
});

test('an unreadable picture is told once and left out for the next one', async () => {
  const [first = '', second = ''] = await writePictures(folder, 2);
  const broken = join(folder, 'broken.jpg');
  writeFileSync(broken, 'no picture');
  const told: string[] = [];
  const of = phase({ real: pictures({ count: 6 }) });
  const data = dataOf([first, broken, second], of, { onUnreadable: (file) => told.push(file) });
  for (let run = 0; run < 4; run++) expect((await data.batch(of, run))['real']).toHaveLength(6 * SIZE * SIZE * 3);
  expect(told).toEqual([broken]);
  const none = dataOf([broken], of);
  await expect(none.batch(of, 0)).rejects.toMatchObject({ kind: 'corrupt', source: broken });
});

test('draws depend on seed, run and attempt alone', async () => {
  const files = await writePictures(folder, 7);
  const of = phase({ real: pictures({ framing: 'cut', flip: true }) });
  const [ahead, straight] = [dataOf(files, of), dataOf(files, of, { budget: 0 })];
  const batches = await Promise.all([3, 1, 2, 0].map((run) => ahead.batch(of, run)));
  expect(await straight.batch(of, 0)).toEqual(batches[3]);
  expect(await straight.batch(of, 3)).toEqual(batches[0]);
  expect(batches[1]).not.toEqual(batches[2]);
  expect(await dataOf(files, of, { seed: 2 }).batch(of, 0)).not.toEqual(batches[3]);
  ahead.startAttempt(1);
  expect(await ahead.batch(of, 0)).not.toEqual(batches[3]);
});

test('shows every picture once before any comes again', () => {
  const order = new Order('test', 5);
  for (const round of [0, 1, 2]) {
    const seen = Array.from({ length: 5 }, (_, k) => order.at(5 * round + k));
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4]);
  }
});

test('gives pairs as halves of one picture, cut and mirrored alike', async () => {
  // Both halves have a bright column at the same place.
  const [width, height] = [96, 48];
  const rgb = new Uint8Array(width * height * 3).map((_, i) => {
    const [x, c] = [Math.floor(i / 3) % width, i % 3];
    if (x % 48 === 30) return 255;
    return c === (x < 48 ? 0 : 2) ? 120 : 0;
  });
  const file = await saved('pair.png', sharp(rgb, { raw: { width, height, channels: 3 } }).png());
  const of = phase({
    input: pictures({ framing: 'cut', flip: true, range: [0, 1] }),
    target: pictures({ framing: 'cut', flip: true, range: [0, 1], pairedWith: 'input' }),
  });
  const data = dataOf([file], of, { pairs: true });
  for (let run = 0; run < 3; run++) {
    const { input = [], target = [] } = await data.batch(of, run);
    const red = Array.from(input).filter((_, i) => i % 3 === 0);
    const blue = Array.from(target).filter((_, i) => i % 3 === 2);
    expect(Math.max(...red.map((value, k) => Math.abs(value - (blue[k] ?? NaN))))).toBeLessThan(2 / 255);
    expect(Math.min(...red)).toBeGreaterThan(0.3);
  }
});

test('gives classes as numbers of the names', async () => {
  const files = await writePictures(folder, 4);
  const classes = ['cat', 'dog'];
  const of = phase({ real: pictures(), labels: { from: 'classes', of: 'real', count: 4 } });
  const items = files.map((path, k) => ({ path, class: classes[k % 2] }));
  const data = dataOf(files, of, { data: items, classes });
  const { labels = [], real = [] } = await data.batch(of, 0);
  expect(Array.from(labels).sort()).toEqual([0, 0, 1, 1]);
  const again = dataOf([files[0] ?? ''], of, { data: [{ path: files[0] ?? '', class: 'dog' }], classes });
  expect(Array.from((await again.batch(of, 0))['labels'] ?? [])).toEqual([1, 1, 1, 1]);
  expect(Math.min(...real)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...real)).toBeLessThanOrEqual(1);
});
