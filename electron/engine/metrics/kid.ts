// Kernel distance of two sets of features (KID: Bińkowski 2018, arXiv:1801.01401).
import { Random } from '../random.ts';
import { type Features } from './features.ts';

export type KernelDistance = { mean: number; deviation: number };

/** Members of a subset, and how many subsets there are: fewer than the paper has, for seconds instead of minutes. */
const SUBSET = 500;
const SUBSETS = 10;

/**
 * The unbiased squared MMD with the kernel k(x, y) = (xᵀy/d + 1)³:
 * 1/(m(m−1)) Σ_{i≠j} k(xᵢ,xⱼ) + 1/(m(m−1)) Σ_{i≠j} k(yᵢ,yⱼ) − 2/m² Σ k(xᵢ,yⱼ),
 * as mean and standard deviation over random subsets of equal size. Around 0 for sets from the same source, also below it.
 * Both sets have at least two members; the expected value does not depend on how many.
 */
export function kernelDistance(a: Features, b: Features, seed = 1): KernelDistance {
  const size = Math.min(SUBSET, a.count, b.count);
  const random = new Random(seed);
  // All members of both sets are one subset.
  const times = a.count === size && b.count === size ? 1 : SUBSETS;
  const values = Array.from({ length: times }, () =>
    mmd(a, b, pick(a.count, size, random), pick(b.count, size, random)),
  );
  const mean = values.reduce((x, y) => x + y, 0) / times;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / times);
  return { mean, deviation };
}

function mmd(a: Features, b: Features, x: readonly number[], y: readonly number[]): number {
  const m = x.length;
  let [within, between] = [0, 0];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      if (j > i) within += 2 * (kernel(a, x[i]!, a, x[j]!) + kernel(b, y[i]!, b, y[j]!));
      between += kernel(a, x[i]!, b, y[j]!);
    }
  }
  return within / (m * (m - 1)) - (2 * between) / (m * m);
}

function kernel(a: Features, i: number, b: Features, j: number): number {
  const { width } = a;
  let sum = 0;
  for (let k = 0, p = i * width, q = j * width; k < width; k++) sum += a.data[p + k]! * b.data[q + k]!;
  return (sum / width + 1) ** 3;
}

/** `size` different indices (Fisher & Yates). */
function pick(count: number, size: number, random: Random): number[] {
  const indices = Array.from({ length: count }, (_, k) => k);
  for (let k = 0; k < size; k++) {
    const other = k + random.integer(count - k);
    [indices[k], indices[other]] = [indices[other]!, indices[k]!];
  }
  return indices.slice(0, size);
}
