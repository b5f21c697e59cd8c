// Crops on the Models screen: where a picture has most to show, and how the rectangle is moved.
import { expect, test } from 'vitest';
import { CROP_SIDE, drawn, moved, resized } from '../../../renderer/views/models/crop-moves.ts';
import { interestingCorner } from '../../../renderer/views/models/interesting-crop.ts';

test('the crop lies on the texture, not on the flat parts nor on one hard edge', () => {
  const [width, height] = [80, 60];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grass = x >= 50 && x < 70 && y >= 30 && y < 50;
      const value = grass ? ((x * 31 + y * 17) % 60) + 90 : x < 20 ? 0 : 200;
      data.fill(value, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  const { x, y } = interestingCorner({ data, width, height }, { width: 20 / 80, height: 20 / 60 });
  expect(Math.abs(x * width - 50)).toBeLessThanOrEqual(2);
  expect(Math.abs(y * height - 30)).toBeLessThanOrEqual(2);
});

test('a crop as large as the picture begins at its corner', () => {
  const data = new Uint8ClampedArray(8 * 8 * 4);
  expect(interestingCorner({ data, width: 8, height: 8 }, { width: 1, height: 1 })).toEqual({ x: 0, y: 0 });
});

const picture = { width: 1000, height: 600 };

test('a rectangle is drawn in any direction, no smaller and no larger than a model should get', () => {
  expect(drawn(picture, { x: 100, y: 100 }, { x: 300, y: 250 })).toEqual({ x: 100, y: 100, width: 200, height: 150 });
  expect(drawn(picture, { x: 300, y: 250 }, { x: 100, y: 100 })).toEqual({ x: 100, y: 100, width: 200, height: 150 });
  expect(drawn(picture, { x: 990, y: 590 }, { x: 991, y: 591 })).toEqual({
    x: 1000 - CROP_SIDE.min,
    y: 600 - CROP_SIDE.min,
    width: CROP_SIDE.min,
    height: CROP_SIDE.min,
  });
  expect(drawn(picture, { x: 0, y: 0 }, { x: 1000, y: 600 })).toMatchObject({
    width: CROP_SIDE.max,
    height: CROP_SIDE.max,
  });
});

test('it never leaves the picture, even one smaller than the least crop', () => {
  const rect = { x: 900, y: 500, width: 100, height: 100 };
  expect(moved(picture, rect, 500, -900)).toEqual({ x: 900, y: 0, width: 100, height: 100 });
  expect(resized({ width: 20, height: 12 }, { x: 0, y: 0, width: 20, height: 12 }, 4)).toEqual({
    x: 0,
    y: 0,
    width: 20,
    height: 12,
  });
});
