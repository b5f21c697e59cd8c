// Where a model is tried on a picture.
import { expect, test } from 'vitest';
import { cropAround, partOf } from '../../../renderer/canvas/crop.ts';
import { livelySpot } from '../../../renderer/canvas/lively-spot.ts';

const whole = { x: 0, y: 0, width: 1, height: 1 };

/** 120 × 96, even but for a chessboard inside `part` (0..1). */
function board(part: { x: number; y: number; width: number; height: number } | null) {
  const width = 120;
  const height = 96;
  const inside = (x: number, y: number) =>
    part !== null &&
    x / width >= part.x &&
    x / width < part.x + part.width &&
    y / height >= part.y &&
    y / height < part.y + part.height;
  const values = Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return inside(x, y) ? 255 * ((x + y) % 2) : 40;
  });
  return { width, height, values };
}

test('the place with detail is found', () => {
  const part = { x: 0.6, y: 0.2, width: 0.15, height: 0.2 };
  const spot = livelySpot(board(part), whole);
  expect(spot.x).toBeGreaterThan(part.x);
  expect(spot.x).toBeLessThan(part.x + part.width);
  expect(spot.y).toBeGreaterThan(part.y);
  expect(spot.y).toBeLessThan(part.y + part.height);
});

test('an even picture gives its middle', () => {
  expect(livelySpot(board(null), whole)).toEqual({ x: 0.5, y: 0.5 });
});

test('only what is in view counts', () => {
  const region = { x: 0, y: 0.5, width: 0.5, height: 0.5 };
  const spot = livelySpot(board({ x: 0.7, y: 0.1, width: 0.2, height: 0.2 }), region);
  expect(spot).toEqual({ x: 0.25, y: 0.75 });
});

test.each([
  [0, 0],
  [1, 1],
  [0.5, 0.5],
  [0.99, 0.01],
])('a crop around (%d, %d) lies inside the picture in whole pixels', (x, y) => {
  const picture = { width: 1001, height: 667 };
  const rect = cropAround(picture, x, y, { width: 192, height: 128 });
  expect(Object.values(rect).every(Number.isInteger)).toBe(true);
  expect(rect.x).toBeGreaterThanOrEqual(0);
  expect(rect.x + rect.width).toBeLessThanOrEqual(picture.width);
  expect(rect.y + rect.height).toBeLessThanOrEqual(picture.height);
  expect(rect).toMatchObject({ width: 192, height: 128 });
  const part = partOf(picture, rect);
  expect(part.x + part.width).toBeLessThanOrEqual(1);
});

test('a picture smaller than the crop is taken whole', () => {
  expect(cropAround({ width: 40, height: 30 }, 0.9, 0.1, { width: 192, height: 128 })).toEqual({
    x: 0,
    y: 0,
    width: 40,
    height: 30,
  });
});

test('a small move of the view keeps the crop', () => {
  const picture = { width: 4000, height: 3000 };
  const size = { width: 64, height: 64 };
  expect(cropAround(picture, 0.5, 0.5, size)).toEqual(cropAround(picture, 0.5005, 0.5, size));
});
