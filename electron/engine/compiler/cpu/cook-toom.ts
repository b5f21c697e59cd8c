// Short convolutions with fewer multiplications (Winograd; Lavin & Gray 2015, 1509.09308), by the Cook–Toom construction.

export type Transforms = {
  /** Outputs made at once, taps of the filter, and products needed: m + r − 1. */
  m: number;
  r: number;
  n: number;
  /** Filter: n × r. */
  G: number[][];
  /** Input: n × n. */
  BT: number[][];
  /** Output: m × n. */
  AT: number[][];
  /** The product whose output column is all ones: a constant added to it is added to every output. */
  ones: number;
};

/**
 * y[k] = Σⱼ g[j]·d[k+j] for k < m is AT·((G·g) ⊙ (BT·d)), with m + r − 1 products in the place of m·r. `points`: m + r − 2
 * different numbers, 1 among them; small ones keep rounding small.
 */
export function cookToom(m: number, r: number, points: readonly number[]): Transforms {
  const n = m + r - 1;
  if (points.length !== n - 1) throw new Error(`${n - 1} points are needed`);
  const scale = points.map((p, i) => points.reduce((f, q, j) => (i === j ? f : f * (p - q)), 1));
  const powers = (p: number, count: number) => Array.from({ length: count }, (_, k) => p ** k);
  const last = (count: number) => Array.from({ length: count }, (_, k) => (k === count - 1 ? 1 : 0));
  return {
    m,
    r,
    n,
    G: [...points.map((p, i) => powers(p, r).map((x) => x / (scale[i] ?? 1))), last(r)],
    BT: [...points.map((_, i) => [...polynomial(points.filter((_, j) => j !== i)), 0]), polynomial(points)],
    AT: Array.from({ length: m }, (_, k) => [...points.map((p) => p ** k), k === m - 1 ? 1 : 0]),
    ones: points.indexOf(1),
  };
}

/** Coefficients of Π (x − root), lowest power first. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce<number[]>((p, root) => [...p, 0].map((_, k) => (p[k - 1] ?? 0) - root * (p[k] ?? 0)), [1]);
}
