// FID, KID, precision, recall and diversity against closed forms, on sets of vectors.
import { describe, expect, test } from 'vitest';
import { diversity } from '../../../electron/engine/metrics/diversity.ts';
import { type Features } from '../../../electron/engine/metrics/features.ts';
import { frechetDistance } from '../../../electron/engine/metrics/fid.ts';
import { kernelDistance } from '../../../electron/engine/metrics/kid.ts';
import { precisionRecall } from '../../../electron/engine/metrics/precision-recall.ts';
import { Random } from '../../../electron/engine/random.ts';

/** Vectors whose mean is `mean` and whose covariance is exactly diagonal, with `variances`: mean ± √(v(2d − 1)/2) along each axis. */
function axes(mean: number[], variances: number[], copies = 1): Features {
  const width = mean.length;
  const rows: number[][] = [];
  const count = 2 * width * copies;
  for (let copy = 0; copy < copies; copy++) {
    for (let k = 0; k < width; k++) {
      const reach = Math.sqrt(((variances[k] ?? 0) * (count - 1)) / (2 * copies));
      for (const sign of [-1, 1]) rows.push(mean.map((m, i) => (i === k ? m + sign * reach : m)));
    }
  }
  return { data: Float32Array.from(rows.flat()), count, width };
}

function normal(count: number, width: number, seed: number, mean = 0, deviation = 1): Features {
  return { data: new Random(seed).fillNormal(new Float32Array(count * width), mean, deviation), count, width };
}

describe('FID', () => {
  // Of commuting covariances: ‖μ₁ − μ₂‖² + Σ (σ₁ − σ₂)²; 9 + 16 + (1 − 2)² + (3 − 1)² + 0.
  test.each([1, 3])('two Gaussians of known means and variances (%i copies of each vector)', (copies) => {
    const a = axes([0, 0, 5], [1, 9, 4], copies);
    const b = axes([3, 4, 5], [4, 1, 4], copies);
    expect(frechetDistance(a, b)).toBeCloseTo(30, 4);
    expect(frechetDistance(b, a)).toBeCloseTo(30, 4);
  });

  test('covariances that do not commute: Tr (Σ₁Σ₂)^½ of two 2 × 2 matrices', () => {
    // Of a and a turned by 45°: Tr √M = √(Tr M + 2 √det M) with M = Σ₁Σ₂, Σ₁ = diag(9, 1), Σ₂ = [5 4; 4 5].
    const a = axes([0, 0], [9, 1], 5);
    const turned = Float32Array.from(a.data, (_, k) => {
      const [x, y] = [a.data[k - (k % 2)] ?? 0, a.data[k - (k % 2) + 1] ?? 0];
      return (k % 2 === 0 ? x - y : x + y) / Math.SQRT2;
    });
    const expected = 10 + 10 - 2 * Math.sqrt(9 * 5 + 5 + 2 * Math.sqrt(81));
    expect(frechetDistance(a, { ...a, data: turned })).toBeCloseTo(expected, 4);
  });

  test.each([
    [5, 40],
    [60, 8],
  ])('is 0 for equal sets of %i vectors with %i numbers, and grows with what is between them', (count, width) => {
    const set = normal(count, width, 1);
    const moved = [0, 0.5, 1, 2].map((by) => frechetDistance(set, { ...set, data: set.data.map((x) => x + by) }));
    expect(moved[0]).toBeLessThan(1e-4 * width);
    // Covariances are equal: the distance is that of the means.
    [0.5, 1, 2].forEach((by, k) => expect(moved[k + 1]).toBeCloseTo(by * by * width, 2));
  });

  test('is the same with few vectors of many numbers and, rewritten, with many vectors of few', () => {
    const [a, b] = [normal(30, 6, 1), normal(25, 6, 2, 0.3)];
    // Numbers that are always 0 change nothing but which form of the covariance is used.
    const widened = ({ data, count }: Features): Features => ({
      count,
      width: 40,
      data: Float32Array.from({ length: count * 40 }, (_, k) =>
        k % 40 < 6 ? (data[6 * Math.floor(k / 40) + (k % 40)] ?? 0) : 0,
      ),
    });
    expect(frechetDistance(widened(a), widened(b))).toBeCloseTo(frechetDistance(a, b), 6);
  });
});

describe('KID', () => {
  test('three vectors a side by hand', () => {
    // d = 1; x = 0, 1, 2 and y = 1, 2, 3; k = (xy + 1)³.
    const set = (...data: number[]): Features => ({ data: Float32Array.from(data), count: 3, width: 1 });
    const within = (2 * (1 + 1 + 27)) / 6 + (2 * (27 + 64 + 343)) / 6;
    const between = (2 * (3 * 1 + (8 + 27 + 64) + (27 + 125 + 343))) / 9;
    expect(kernelDistance(set(0, 1, 2), set(1, 2, 3)).mean).toBeCloseTo(within - between, 8);
  });

  test('is unbiased: around 0 for two samples of one source, however few they are', () => {
    for (const count of [10, 40]) {
      const values = Array.from(
        { length: 60 },
        (_, k) => kernelDistance(normal(count, 4, 2 * k + 1), normal(count, 4, 2 * k + 2)).mean,
      );
      const mean = values.reduce((a, b) => a + b) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
      expect(Math.abs(mean)).toBeLessThan((3 * deviation) / Math.sqrt(values.length));
      expect(values.some((value) => value < 0)).toBe(true);
    }
  });

  test('of sets of unequal size: random subsets, the same for one seed', () => {
    const [a, b] = [normal(50, 4, 1), normal(30, 4, 2, 1)];
    const found = kernelDistance(a, b);
    expect(found).toEqual(kernelDistance(a, b));
    expect(found.deviation).toBeGreaterThan(0);
    expect(found.mean).toBeGreaterThan(kernelDistance(a, normal(30, 4, 2, 0.2)).mean);
  });
});

describe('precision and recall', () => {
  test('equal sets: 1 and 1; sets far apart: 0 and 0', () => {
    const set = normal(30, 5, 1);
    expect(precisionRecall(set, set)).toEqual({ precision: 1, recall: 1 });
    expect(precisionRecall(set, normal(30, 5, 2, 100))).toEqual({ precision: 0, recall: 0 });
  });

  test('a generator of one of two kinds: precise, with half of the recall', () => {
    const kinds = (...means: number[]): Features => ({
      count: 40 * means.length,
      width: 3,
      data: Float32Array.from(means.flatMap((mean, k) => [...normal(40, 3, k + 1, mean).data])),
    });
    const { precision, recall } = precisionRecall(kinds(0, 50), kinds(0));
    expect(precision).toBe(1);
    expect(recall).toBe(0.5);
  });

  test('the third neighbour sets the radius', () => {
    // On a line at 0, 1, 2, 3, 4: the ball of 0 reaches to 3, that of 2 to 4 (its neighbours are 1, 3 and then 0 or 4).
    const line = (...data: number[]): Features => ({ data: Float32Array.from(data), count: data.length, width: 1 });
    const real = line(0, 1, 2, 3, 4);
    expect(precisionRecall(real, line(-3, -3.1, 7, 7.1)).precision).toBe(0.5);
  });
});

test('diversity: 1 for the data itself, 0 for one picture again and again, in between as the spread', () => {
  const real = normal(40, 6, 1);
  const one = { ...real, data: real.data.map((_, k) => real.data[k % 6] ?? 0) };
  const narrow = { ...real, data: real.data.map((x) => 0.4 * x) };
  expect(diversity(real, real)).toBe(1);
  expect(diversity(real, one)).toBe(0);
  expect(diversity(real, narrow)).toBeCloseTo(0.4, 5);
  // Beyond fifty thousand pairs some are drawn.
  expect(diversity(real, normal(400, 6, 2))).toBeCloseTo(1, 1);
});
