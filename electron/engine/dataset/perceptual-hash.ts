// A perceptual hash: pictures that look alike differ in few of its 64 bits (Zauner 2010, “Implementation and Benchmarking of
// Perceptual Image Hash Functions”, 3.2.1).

/** Side of the grey picture that is hashed, and of the square of its low frequencies that is kept. */
export const HASH_SIDE = 32;
const KEPT = 8;

/** Two times 32 bits. */
export type PerceptualHash = readonly [number, number];

/** cos(π(2x + 1)u / 2n), u = 1…8: the slow waves of the discrete cosine transform without the mean. */
const WAVES = Array.from({ length: KEPT }, (_, u) =>
  Float64Array.from({ length: HASH_SIDE }, (_, x) => Math.cos((Math.PI * (2 * x + 1) * (u + 1)) / (2 * HASH_SIDE))),
);

/** Bit k is whether the k-th of the 8 × 8 low frequencies of a grey picture [32,32] lies above the median of all 64. */
export function perceptualHash(grey: ArrayLike<number>): PerceptualHash {
  // C = W X Wᵀ, X being the picture: rows first.
  const rows = WAVES.map((wave) =>
    Float64Array.from({ length: HASH_SIDE }, (_, y) =>
      wave.reduce((sum, value, x) => sum + value * (grey[y * HASH_SIDE + x] ?? 0), 0),
    ),
  );
  const coefficients = WAVES.flatMap((wave) =>
    rows.map((row) => wave.reduce((sum, value, y) => sum + value * (row[y] ?? 0), 0)),
  );
  const sorted = Float64Array.from(coefficients).sort();
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const word = (first: number): number =>
    coefficients.slice(first, first + 32).reduce((bits, value, k) => (value > median ? bits | (1 << k) : bits), 0) >>>
    0;
  return [word(0), word(32)];
}

/** How many bits differ. */
export function hammingDistance(a: PerceptualHash, b: PerceptualHash): number {
  return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Pairs of indices whose hashes differ in at most `most` bits. Cut into `most` + 1 pieces, two such hashes share one piece
 * whole, so only those are compared that do: far fewer than all pairs.
 */
export function closePairs(hashes: readonly (PerceptualHash | undefined)[], most: number): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  const pieces = most + 1;
  for (let piece = 0; piece < pieces; piece++) {
    const [from, to] = [Math.floor((64 * piece) / pieces), Math.floor((64 * (piece + 1)) / pieces)];
    const buckets = new Map<string, number[]>();
    hashes.forEach((hash, index) => {
      if (!hash) return;
      const key = pieceOf(hash, from, to);
      const bucket = buckets.get(key) ?? [];
      for (const other of bucket) {
        const otherHash = hashes[other];
        if (otherHash && hammingDistance(hash, otherHash) <= most) pairs.set(`${other},${index}`, [other, index]);
      }
      bucket.push(index);
      buckets.set(key, bucket);
    });
  }
  return [...pairs.values()].sort(([a, b], [c, d]) => a - c || b - d);
}

function pieceOf([low, high]: PerceptualHash, from: number, to: number): string {
  let key = '';
  for (let bit = from; bit < to; bit++) key += ((bit < 32 ? low >>> bit : high >>> (bit - 32)) & 1).toString();
  return key;
}
