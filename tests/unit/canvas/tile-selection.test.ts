// Which tiles of a zoom pyramid are loaded.
import { expect, test } from 'vitest';
import {
  levelFor,
  levelSize,
  parentOf,
  pixelsOf,
  tileRegion,
  tilesIn,
} from '../../../renderer/canvas/tile-selection.ts';

const whole = { x: 0, y: 0, width: 1, height: 1 };
/** 192 megapixels, and an odd size. */
const large = { width: 16_000, height: 12_000, tileSize: 512, levels: 15 };
const odd = { width: 1025, height: 769, tileSize: 256, levels: 12 };

test('the last level is the full size, the first one pixel', () => {
  expect(levelSize(large, 14)).toEqual({ width: 16_000, height: 12_000 });
  expect(levelSize(large, 0)).toEqual({ width: 1, height: 1 });
  expect(levelSize(odd, 10)).toEqual({ width: 513, height: 385 });
});

test('the level is as fine as the screen but not finer than needed', () => {
  expect(levelFor(large, 1)).toBe(14);
  expect(levelFor(large, 8)).toBe(14);
  expect(levelFor(large, 0.5)).toBe(13);
  expect(levelFor(large, 0.3)).toBe(13);
  expect(levelFor(large, 1e-9)).toBe(0);
});

test.each([0.01, 0.07, 0.3, 1, 4, 30])('a screen of 4K needs few tiles at scale %d', (scale) => {
  const level = levelFor(large, scale);
  const region = {
    x: 0.31,
    y: 0.27,
    width: Math.min(0.69, 3840 / scale / large.width),
    height: Math.min(0.73, 2160 / scale / large.height),
  };
  expect(tilesIn(large, level, region).length).toBeLessThan(17 * 11);
});

test.each([
  [large, 9],
  [odd, 11],
  [odd, 10],
])('tiles of a level cover the picture once', (shape, level) => {
  const tiles = tilesIn(shape, level, whole);
  expect(new Set(tiles.map(({ column, row }) => `${column}_${row}`)).size).toBe(tiles.length);
  const area = tiles.map((tile) => tileRegion(shape, tile)).reduce((sum, { width, height }) => sum + width * height, 0);
  expect(area).toBeCloseTo(1, 9);
});

test('only tiles that are seen are asked for, from the middle outwards', () => {
  const region = { x: 0.4, y: 0.4, width: 0.1, height: 0.1 };
  const tiles = tilesIn(large, 14, region);
  for (const tile of tiles) {
    const { x, y, width, height } = tileRegion(large, tile);
    expect(x < 0.5 && x + width > 0.4 && y < 0.5 && y + height > 0.4).toBe(true);
  }
  const distance = (index: number) => {
    const { x, width } = tileRegion(large, tiles[index] ?? { level: 0, column: 0, row: 0 });
    return Math.abs(x + width / 2 - 0.45);
  };
  expect(distance(0)).toBeLessThanOrEqual(distance(tiles.length - 1));
});

test('nothing is asked for when nothing is seen', () => {
  expect(tilesIn(large, 14, { x: 0.5, y: 0.5, width: 0, height: 0 })).toEqual([]);
});

test('a coarser tile stands in with the part that shows the same', () => {
  const tile = { level: 14, column: 13, row: 7 };
  const parent = parentOf(tile);
  expect(parent).toEqual({ level: 13, column: 6, row: 3 });
  if (!parent) return;
  for (const side of Object.values(pixelsOf(large, parent, tileRegion(large, tile)))) expect(side).toBeCloseTo(256);
  expect(parentOf({ level: 0, column: 0, row: 0 })).toBeNull();
});
