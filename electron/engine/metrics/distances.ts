// Distances between vectors of features.
import { type Features } from './features.ts';

/** ‖aᵢ − bⱼ‖². Differences are summed rather than products, so that equal vectors are exactly 0 apart. */
export function squaredDistance(a: Features, i: number, b: Features, j: number): number {
  const { width } = a;
  let sum = 0;
  for (let k = 0, p = i * width, q = j * width; k < width; k++) sum += (a.data[p + k]! - b.data[q + k]!) ** 2;
  return sum;
}
