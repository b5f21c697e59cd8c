// Pictures of which only a part is learned from.
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readWorkingPicture } from '../../../electron/engine/train/data/working-picture.ts';
import { testFolder } from '../imaging/setup.ts';

const folder = testFolder('crops');
const SIZE = { least: 8, most: 8, halves: false };

/** Left half red, right half blue, 64 × 32 as it is shown; with `orientation` 3 it is stored upside down. */
async function saved(name: string, orientation?: number): Promise<string> {
  const rgb = new Uint8Array(64 * 32 * 3).map((_, i) => {
    const left = Math.floor(i / 3) % 64 < 32;
    return i % 3 === (left === (orientation === undefined) ? 0 : 2) ? 200 : 0;
  });
  const file = join(folder, name);
  const picture = sharp(rgb, { raw: { width: 64, height: 32, channels: 3 } }).png();
  await (orientation === undefined ? picture : picture.withMetadata({ orientation })).toFile(file);
  return file;
}

const firstPixel = ({ data }: { data: Uint8Array }): number[] => Array.from(data.subarray(0, 3));

test('only what is in the crop is read, also of a turned picture', async () => {
  for (const file of [await saved('plain.png'), await saved('turned.png', 3)]) {
    const right = await readWorkingPicture(file, SIZE, { x: 32, y: 0, width: 32, height: 32 });
    expect(right).toMatchObject({ width: 8, height: 8 });
    expect(firstPixel(right)).toEqual([0, 0, 200]);
    const wide = await readWorkingPicture(file, SIZE, { x: 0, y: 8, width: 32, height: 16 });
    expect(wide).toMatchObject({ width: 16, height: 8 });
    expect(firstPixel(wide)).toEqual([200, 0, 0]);
  }
});

test('the halves of a pair are those of its crop', async () => {
  const file = await saved('pair.png');
  const crop = { x: 24, y: 8, width: 16, height: 16 };
  const { width, height, data } = await readWorkingPicture(file, { ...SIZE, halves: true }, crop);
  expect([width, height]).toEqual([16, 16]);
  expect(Array.from(data.subarray(0, 3))).toEqual([200, 0, 0]);
  expect(Array.from(data.subarray(15 * 3, 16 * 3))).toEqual([0, 0, 200]);
});

test('a crop may reach beyond a picture, but not lie outside of it', async () => {
  const file = await saved('smaller.png');
  const over = await readWorkingPicture(file, SIZE, { x: 48, y: 16, width: 100, height: 100 });
  expect(over).toMatchObject({ width: 8, height: 8 });
  const outside = readWorkingPicture(file, SIZE, { x: 64, y: 0, width: 8, height: 8 });
  await expect(outside).rejects.toMatchObject({ kind: 'bad-input', source: file });
});
