// The viewer's tiles, put together again, are the picture.
import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { expect, test } from 'vitest';
import { writePyramid } from '../../../electron/engine/imaging/pyramid.ts';
import { LIMITS, testFolder } from './setup.ts';

const folder = testFolder('pyramid');
const at = (name: string): string => join(folder, name);
const never = new AbortController().signal;

async function picture(name: string, channels: 3 | 4, orientation?: number): Promise<string> {
  const pixels = Buffer.from(
    Array.from({ length: 1300 * 700 * channels }, (_, i) => {
      const [band, x, y] = [i % channels, Math.floor(i / channels) % 1300, Math.floor(i / channels / 1300)];
      return Math.round(128 + 100 * Math.sin(x / 90 + band) * Math.cos(y / 70));
    }),
  );
  const made = sharp(pixels, { raw: { width: 1300, height: 700, channels } });
  await (orientation ? made.withMetadata({ orientation }) : made).png().toFile(at(name));
  return at(name);
}

/** One level put together. */
async function assemble(pyramid: string, level: number, width: number, height: number): Promise<Buffer> {
  const tiles: OverlayOptions[] = readdirSync(join(pyramid, String(level))).map((name) => {
    const [column, row] = name.split(/[_.]/).map(Number);
    return { input: join(pyramid, String(level), name), left: (column ?? 0) * 512, top: (row ?? 0) * 512 };
  });
  const canvas = { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;
  return sharp({ create: canvas }).composite(tiles).raw().toBuffer();
}

test.each([
  [3, 'jpeg', undefined],
  [4, 'png', undefined],
  [3, 'jpeg', 6],
] as const)('%i channels become %s tiles (orientation %s)', async (channels, extension, orientation) => {
  const input = await picture(`p${channels}-${orientation}.png`, channels, orientation);
  const pyramid = await writePyramid(input, at(`tiles-${channels}-${orientation}`), LIMITS, never);
  const { data, info } = await sharp(input).autoOrient().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(pyramid).toEqual({ width: info.width, height: info.height, tileSize: 512, levels: 12, extension });
  const top = await assemble(at(`tiles-${channels}-${orientation}`), pyramid.levels - 1, info.width, info.height);
  let most = 0;
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 3] ?? 0) < 128) continue;
    for (let band = 0; band < 3; band++) most = Math.max(most, Math.abs((data[i + band] ?? 0) - (top[i + band] ?? 0)));
  }
  expect(most).toBeLessThanOrEqual(channels === 4 ? 1 : 8);
  const levels = readdirSync(at(`tiles-${channels}-${orientation}`)).map(Number);
  expect(levels.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect((await sharp(join(at(`tiles-${channels}-${orientation}`), '0', `0_0.${extension}`)).metadata()).width).toBe(1);
});

test('a damaged picture leaves no folder, and an older one stays', async () => {
  const input = await picture('cut.png', 3);
  truncateSync(input, 3000);
  mkdirSync(at('older'));
  writeFileSync(join(at('older'), 'kept'), '');
  await expect(writePyramid(input, at('fresh'), LIMITS, never)).rejects.toMatchObject({
    kind: 'corrupt',
    source: input,
  });
  await expect(writePyramid(input, at('older'), LIMITS, never)).rejects.toMatchObject({ kind: 'corrupt' });
  expect(existsSync(at('fresh'))).toBe(false);
  expect(readdirSync(at('older'))).toEqual(['kept']);
  expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
});
