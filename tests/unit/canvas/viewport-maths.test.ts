// How a picture lies on the canvas.
import { expect, test } from 'vitest';
import {
  fitScale,
  kept,
  lookAt,
  MARGIN,
  panned,
  pictureRect,
  zoomAround,
} from '../../../renderer/canvas/viewport-maths.ts';

const canvas = { width: 1000, height: 700 };
const picture = { width: 4000, height: 3000 };
const centred = { centerX: 0.5, centerY: 0.5 };

test('a fitted picture lies in the middle with its margin, whole', () => {
  const scale = fitScale(canvas, picture, 10);
  const rect = pictureRect(canvas, picture, { scale, ...centred });
  expect(rect.y).toBeCloseTo(MARGIN);
  expect(rect.x * 2 + rect.width).toBeCloseTo(canvas.width);
  expect(rect.height + 2 * MARGIN).toBeCloseTo(canvas.height);
  expect(rect.x).toBeGreaterThanOrEqual(MARGIN);
});

test('fitting stops at the largest scale allowed', () => {
  expect(fitScale(canvas, { width: 16, height: 16 }, 4)).toBe(4);
});

test.each([
  [0, 0],
  [1000, 700],
  [123, 456],
  [500, 350],
])('zooming at (%i, %i) keeps the point under the pointer', (x, y) => {
  const before = { scale: 0.3, centerX: 0.4, centerY: 0.6 };
  const after = zoomAround(canvas, picture, before, 2.5, x, y);
  const a = pictureRect(canvas, picture, before);
  const b = pictureRect(canvas, picture, after);
  expect((x - b.x) / b.width).toBeCloseTo((x - a.x) / a.width, 9);
  expect((y - b.y) / b.height).toBeCloseTo((y - a.y) / a.height, 9);
});

test('zooming in and back out is where it began', () => {
  const before = { scale: 0.7, centerX: 0.2, centerY: 0.9 };
  const there = zoomAround(canvas, picture, before, 5, 321, 77);
  const back = zoomAround(canvas, picture, there, 0.7, 321, 77);
  expect(back.centerX).toBeCloseTo(before.centerX, 9);
  expect(back.centerY).toBeCloseTo(before.centerY, 9);
});

test('panning moves the picture by as many pixels as the pointer', () => {
  const before = { scale: 1.3, ...centred };
  const a = pictureRect(canvas, picture, before);
  const b = pictureRect(canvas, picture, panned(picture, before, 40, -25));
  expect(b.x - a.x).toBeCloseTo(40);
  expect(b.y - a.y).toBeCloseTo(-25);
});

test('a large picture cannot be moved out of the middle, a small one not out of sight', () => {
  expect(kept(canvas, picture, { scale: 1, centerX: 3, centerY: -3 })).toMatchObject({ centerX: 1, centerY: 0 });
  const small = kept(canvas, picture, { scale: 0.05, centerX: 9, centerY: 9 });
  const rect = pictureRect(canvas, picture, small);
  expect(rect.x).toBeGreaterThanOrEqual(-1e-9);
  expect(rect.y).toBeGreaterThanOrEqual(-1e-9);
});

test('the same look shows the same part of an original and of its larger result', () => {
  const result = { width: 16_000, height: 12_000 };
  const a = pictureRect(canvas, picture, { scale: 2, centerX: 0.3, centerY: 0.7 });
  const b = pictureRect(canvas, result, { scale: 0.5, centerX: 0.3, centerY: 0.7 });
  expect(b).toEqual(a);
});

test('looking at a part brings all of it into the canvas', () => {
  const part = { x: 0.5, y: 0.25, width: 0.1, height: 0.1 };
  const look = lookAt(canvas, picture, part, 0.8);
  const rect = pictureRect(canvas, picture, look);
  expect(rect.x + part.x * rect.width).toBeGreaterThan(0);
  expect(rect.x + (part.x + part.width) * rect.width).toBeLessThan(canvas.width);
  expect(part.height * rect.height).toBeCloseTo(canvas.height * 0.8);
});
