// Eigenvalues and roots of symmetric matrices against what is known of them.
import { expect, test } from 'vitest';
import { products, symmetricEigenvalues, triangularRoot } from '../../../electron/engine/metrics/symmetric.ts';
import { Random } from '../../../electron/engine/random.ts';

const normal = (count: number): Float64Array => Float64Array.from(new Random(3).fillNormal(new Float32Array(count)));

test('the eigenvalues of the second difference are 2 − 2 cos(kπ/(n + 1))', () => {
  const n = 12;
  const matrix = Float64Array.from({ length: n * n }, (_, k) => {
    const apart = Math.abs(Math.floor(k / n) - (k % n));
    return apart === 0 ? 2 : apart === 1 ? -1 : 0;
  });
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
  const found = symmetricEigenvalues(matrix, n).sort();
  expected.forEach((value, k) => expect(found[k]).toBeCloseTo(value, 12));
});

test('a full matrix: their sum is the trace, their squares’ sum that of its elements', () => {
  const n = 40;
  const rows = normal(n * 30);
  const matrix = products(rows, rows, 30);
  const found = [...symmetricEigenvalues(matrix, n)].sort((a, b) => b - a);
  const trace = rows.reduce((sum, x) => sum + x * x, 0);
  expect(found.reduce((a, b) => a + b)).toBeCloseTo(trace, 8);
  expect(found.reduce((a, b) => a + b * b, 0)).toBeCloseTo(
    matrix.reduce((a, b) => a + b * b, 0),
    6,
  );
  // Thirty columns give rank thirty.
  expect(found[29]).toBeGreaterThan(1e-3);
  for (const value of found.slice(30)) expect(Math.abs(value)).toBeLessThan(1e-10);
});

test.each([1, 2])('a matrix of %i × %i', (n) => {
  const matrix = n === 1 ? [5] : [3, 4, 4, -3];
  expect([...symmetricEigenvalues(Float64Array.from(matrix), n)].sort((a, b) => a - b)).toEqual(
    n === 1 ? [5] : [expect.closeTo(-5, 12), expect.closeTo(5, 12)],
  );
});

test('RᵀR is the matrix, also without full rank', () => {
  const n = 10;
  const rows = normal(n * 6);
  const matrix = products(rows, rows, 6);
  const root = triangularRoot(matrix, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (root[k * n + i] ?? 0) * (root[k * n + j] ?? 0);
      expect(sum).toBeCloseTo(matrix[i * n + j] ?? NaN, 8);
      if (j < i) expect(root[i * n + j]).toBe(0);
    }
  }
});
