// What happens to gradients and weights around an optimizer: naming, clipping, accumulation, averages.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { accumulator } from '../../../electron/engine/train/accumulate.ts';
import { clipByGlobalNorm } from '../../../electron/engine/train/clip.ts';
import { startAverages, updateAverages } from '../../../electron/engine/train/ema.ts';
import { gradients } from '../../../electron/engine/train/gradients.ts';
import { adam } from '../../../electron/engine/train/optimizers/adam.ts';
import { assorted, expectClose, gradientsFor, normal, numberOf, variable } from './support.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('gradients', () => {
  test('come by our names, with the loss', () => {
    const variables = { 'net/a': variable([2]), 'net/b': variable([3]) };
    // ∂(a²b)/∂a = 2ab, ∂/∂b = a²
    const found = gradients(
      () => tf.sum<tf.Scalar>(tf.mul(tf.square(variables['net/a']), variables['net/b'])),
      variables,
    );
    expect(numberOf(found.value)).toBe(12);
    expect(found.gradients['net/a']?.dataSync()[0]).toBe(12);
    expect(found.gradients['net/b']?.dataSync()[0]).toBe(4);
  });

  test('of a variable without influence are an error that names it', () => {
    const variables = { used: variable([1]), idle: variable([1]) };
    expect(() => gradients(() => tf.sum(variables.used), variables)).toThrow('idle');
  });
});

describe('clipping', () => {
  const given = { a: tf.tensor([3]), b: tf.tensor([0, 4]) }; // norm 5

  test('shortens all gradients together to the limit', () => {
    const { norm, gradients } = clipByGlobalNorm(given, 1);
    expect(numberOf(norm)).toBeCloseTo(5);
    expectClose(gradients.a as tf.Tensor, tf.tensor([0.6]));
    expectClose(gradients.b as tf.Tensor, tf.tensor([0, 0.8]));
  });

  test('leaves shorter ones, and zeros, as they are', () => {
    expectClose(clipByGlobalNorm(given, 6).gradients.b as tf.Tensor, tf.tensor([0, 4]));
    expectClose(clipByGlobalNorm({ a: tf.zeros([2]) }, 1).gradients.a as tf.Tensor, tf.zeros([2]));
  });
});

describe('accumulation', () => {
  test('of two half batches moves the weights as one whole batch', () => {
    const [x, y] = [normal(1, 8, 2), normal(2, 8, 3)] as [tf.Tensor2D, tf.Tensor2D];
    const loss = (weights: tf.Variable, rows: tf.Tensor2D, targets: tf.Tensor2D) => (): tf.Scalar =>
      tf.mean(tf.squaredDifference(tf.matMul(rows, weights as tf.Tensor as tf.Tensor2D), targets));
    const [whole, halves] = [assorted(), assorted()].map((all) => ({ weight: all['net/weight'] as tf.Variable })) as [
      { weight: tf.Variable },
      { weight: tf.Variable },
    ];
    const [optimizer, other] = [adam('x', whole), adam('x', halves)];
    const sums = accumulator('x', halves);
    for (let step = 0; step < 3; step++) {
      optimizer.apply(gradients(loss(whole.weight, x, y), whole).gradients, tf.scalar(0.1));
      for (const begin of [0, 4]) {
        const half = loss(halves.weight, tf.slice(x, [begin, 0], [4, 2]), tf.slice(y, [begin, 0], [4, 3]));
        sums.add(gradients(half, halves).gradients);
      }
      other.apply(sums.take(), tf.scalar(0.1));
    }
    expectClose(halves.weight, whole.weight);
  });

  test('starts again after each take', () => {
    const variables = assorted();
    const sums = accumulator('x', variables);
    sums.add(gradientsFor(variables, 1));
    sums.take();
    sums.add(gradientsFor(variables, 2));
    expectClose(sums.take()['net/filter'] as tf.Tensor, gradientsFor(variables, 2)['net/filter'] as tf.Tensor);
  });
});

describe('averages', () => {
  test('start at the weights and follow them', () => {
    const weights = assorted();
    const averages = Object.fromEntries(
      Object.entries(assorted()).map(([name, average]) => [name.replace('net/', 'average/'), average]),
    );
    const before = weights['net/bias']?.arraySync() as number[];
    startAverages(averages, weights);
    weights['net/bias']?.assign(tf.tensor([1, 1, 1]));
    updateAverages(averages, weights, 0.9);
    // 0.9·before + 0.1·1
    expectClose(averages['average/bias'] as tf.Tensor, tf.tensor(before.map((value) => 0.9 * value + 0.1)));
    expectClose(averages['average/filter'] as tf.Tensor, weights['net/filter'] as tf.Tensor);
    expectClose(weights['net/bias'] as tf.Tensor, tf.ones([3]));
  });

  test('of another net are an error', () => {
    expect(() => startAverages({ 'average/other': variable([1]) }, assorted())).toThrow('average/other');
  });
});
