// Small tensors and comparisons for the tests of training, on TF.js's own CPU backend.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { type NamedVariables, newVariable } from '../../../electron/engine/nets/parameters.ts';
import { Random } from '../../../electron/engine/random.ts';

export function normal(seed: number, ...shape: number[]): tf.Tensor {
  return tf.tensor(new Random(seed).fillNormal(new Float32Array(tf.util.sizeFromShape(shape))), shape);
}

export function variable(values: number[], shape: number[] = [values.length]): tf.Variable {
  return newVariable(Float32Array.from(values), shape);
}

/** One large filter, which is updated by itself, and two small vectors, which are updated together. */
export function assorted(): NamedVariables {
  const filter = new Random(1).fillNormal(new Float32Array(9 * 2 * 3));
  return {
    'net/filter': newVariable(filter, [3, 3, 2, 3]),
    'net/bias': variable([0.5, -1, 2]),
    'net/weight': variable([1, 2, 3, 4, 5, 6], [2, 3]),
  };
}

/** Another gradient for each variable. */
export function gradientsFor(variables: NamedVariables, seed: number): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { shape }], k) => [name, normal(10 * seed + k, ...shape)]),
  );
}

/** Largest difference relative to the largest value (or to 1). */
export function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  const [a, b] = [actual.dataSync(), expected.dataSync()];
  const scale = Math.max(1, ...Array.from(b, Math.abs));
  const worst = Math.max(...Array.from(a, (value, k) => Math.abs(value - (b[k] ?? NaN)) / scale));
  expect(worst).toBeLessThan(tolerance);
}

export function numberOf(scalar: tf.Tensor): number {
  return scalar.dataSync()[0] ?? NaN;
}
