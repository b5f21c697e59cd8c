// The resampler of `resample.ts` on planes in memory.
import { blendRows, type Kernel, resampleRow, resampleWeights } from './resample.ts';

type Size = { width: number; height: number };

/** Planes [3,from.height,from.width] → [3,to.height,to.width]; values may leave the range of the input a little. */
export function resamplePlanes(planes: Float32Array, from: Size, to: Size, kernel: Kernel): Float32Array {
  const across = resampleWeights(from.width, to.width, kernel);
  const down = resampleWeights(from.height, to.height, kernel);
  const out = new Float32Array(3 * to.width * to.height);
  for (let plane = 0; plane < 3; plane++) {
    const rows = Array.from({ length: from.height }, (_, y) => {
      const start = (plane * from.height + y) * from.width;
      return resampleRow(planes.subarray(start, start + from.width), 1, across);
    });
    for (let y = 0; y < to.height; y++) {
      const row = blendRows((index) => rows[index] ?? new Float32Array(to.width), y, down);
      out.set(row, (plane * to.height + y) * to.width);
    }
  }
  return out;
}
