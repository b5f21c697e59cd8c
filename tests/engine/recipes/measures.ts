// How near pictures are to what they should be; all lie as [n,size,size,3] in one array.
import { Random } from '../../../electron/engine/random.ts';

export type Numbers = ArrayLike<number>;

/** E |a − b| */
export function meanDifference(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += Math.abs((a[k] ?? NaN) - (b[k] ?? NaN));
  return sum / a.length;
}

/** 10·log₁₀(1/E(a − b)²), for values in 0..1. */
export function psnr(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += ((a[k] ?? NaN) - (b[k] ?? NaN)) ** 2;
  return 10 * Math.log10(a.length / sum);
}

/** Sliced Wasserstein distance of two sets of `count` pictures (Rabin 2011; Karras 2017, arXiv:1710.10196), over 64 directions. */
export function slicedWasserstein(a: Numbers, b: Numbers, count: number): number {
  const random = new Random(7);
  const size = a.length / count;
  const along = (direction: Float32Array, set: Numbers) =>
    Float64Array.from({ length: count }, (_, n) =>
      direction.reduce((sum, weight, k) => sum + weight * (set[n * size + k] ?? NaN), 0),
    ).sort();
  const DIRECTIONS = 64;
  let sum = 0;
  for (let k = 0; k < DIRECTIONS; k++) {
    const direction = random.fillNormal(new Float32Array(size), 0, 1 / Math.sqrt(size));
    sum += meanDifference(along(direction, a), along(direction, b));
  }
  return sum / DIRECTIONS;
}
