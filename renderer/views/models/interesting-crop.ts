// Where a picture has most to show of a model: the part with the most fine contrast.

export type Pixels = { data: Uint8ClampedArray; width: number; height: number };
type Size = { width: number; height: number };

/**
 * Top left corner, 0..1 of the picture, of the window of `part` (0..1 of width and height) with the largest sum of
 * neighbour differences in luma. Pixels are RGBA.
 */
export function interestingCorner({ data, width, height }: Pixels, part: Size): { x: number; y: number } {
  const luma = (at: number) => 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  // sums[y][x]: everything above and left of (x, y).
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const here = luma(at);
      const right = x + 1 < width ? Math.abs(luma(at + 4) - here) : 0;
      const below = y + 1 < height ? Math.abs(luma(at + 4 * width) - here) : 0;
      // The root keeps one hard edge from winning over a whole texture.
      row += Math.sqrt(right + below);
      sums[(y + 1) * stride + x + 1] = row + (sums[y * stride + x + 1] ?? 0);
    }
  }
  const w = Math.min(width, Math.max(1, Math.round(part.width * width)));
  const h = Math.min(height, Math.max(1, Math.round(part.height * height)));
  let best = { x: 0, y: 0, sum: -1 };
  for (let y = 0; y + h <= height; y++) {
    for (let x = 0; x + w <= width; x++) {
      const sum =
        (sums[(y + h) * stride + x + w] ?? 0) -
        (sums[y * stride + x + w] ?? 0) -
        (sums[(y + h) * stride + x] ?? 0) +
        (sums[y * stride + x] ?? 0);
      if (sum > best.sum) best = { x, y, sum };
    }
  }
  return { x: best.x / width, y: best.y / height };
}
