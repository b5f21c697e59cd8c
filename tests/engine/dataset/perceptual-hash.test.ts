// The perceptual hash: its distance, and that looking in pieces finds every close pair.
import { expect, test } from 'vitest';
import {
  closePairs,
  hammingDistance,
  HASH_SIDE,
  type PerceptualHash,
  perceptualHash,
} from '../../../electron/engine/dataset/perceptual-hash.ts';
import { Random } from '../../../electron/engine/random.ts';

test('distances count bits', () => {
  expect(hammingDistance([0, 0], [0, 0])).toBe(0);
  expect(hammingDistance([0, 0], [0xffffffff, 0xffffffff])).toBe(64);
  expect(hammingDistance([0b1011, 1], [0b0001, 0])).toBe(3);
});

test('does not see brightness and contrast, and turns over with the picture', () => {
  const picture = new Random(1).fillUniform(new Float32Array(HASH_SIDE * HASH_SIDE));
  const hash = perceptualHash(picture);
  expect(hammingDistance(hash, perceptualHash(picture.map((x) => 0.5 * x + 0.2)))).toBe(0);
  expect(hammingDistance(hash, perceptualHash(picture.map((x) => 1 - x)))).toBe(64);
  // One wave across and down: nothing of it in the others.
  const wave = Float32Array.from({ length: HASH_SIDE * HASH_SIDE }, (_, k) => {
    const cosine = (x: number) => Math.cos((Math.PI * (2 * x + 1)) / (2 * HASH_SIDE));
    return cosine(k % HASH_SIDE) * cosine(Math.floor(k / HASH_SIDE));
  });
  expect(perceptualHash(wave)[0] & 1).toBe(1);
});

test('close pairs in pieces are those of all pairs', () => {
  const random = new Random(2);
  const word = () => Math.floor(random.uniform() * 2 ** 16) * 65536 + random.integer(65536);
  const hashes: (PerceptualHash | undefined)[] = Array.from({ length: 60 }, () => [word(), word()]);
  for (let k = 0; k < 40; k++) {
    let [low, high] = hashes[random.integer(60)] ?? [0, 0];
    for (let flips = random.integer(10); flips > 0; flips--) {
      if (random.uniform() < 0.5) low = (low ^ (1 << random.integer(32))) >>> 0;
      else high = (high ^ (1 << random.integer(32))) >>> 0;
    }
    hashes.push([low, high]);
  }
  hashes.push(undefined);
  const expected: [number, number][] = [];
  hashes.forEach((a, i) =>
    hashes.forEach((b, j) => {
      if (a && b && i < j && hammingDistance(a, b) <= 6) expected.push([i, j]);
    }),
  );
  expect(expected.length).toBeGreaterThan(20);
  expect(closePairs(hashes, 6)).toEqual(expected);
});
