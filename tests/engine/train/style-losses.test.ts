// Losses of style transfer at points where their formulas are known by hand.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerGradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { slicedWasserstein, sortedAlong } from '../../../electron/engine/losses/sliced-wasserstein.ts';
import { normalised, statistics, statisticsLoss } from '../../../electron/engine/losses/statistics.ts';
import { expectClose, normal, numberOf } from './support.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

const pictures = (seed: number, ...shape: [number, number, number, number]) => normal(seed, ...shape) as tf.Tensor4D;

describe('sliced Wasserstein distance', () => {
  const red = tf.tensor2d([[1, 0, 0]]);
  const line = (...values: number[]) => tf.tensor4d(values.flatMap((v) => [v, 9, 9]), [1, 1, values.length, 3]); // prettier-ignore

  test('compares sorted values, wherever they are', () => {
    const target = sortedAlong(line(1, 2, 3), red);
    expect(Array.from(target.dataSync())).toEqual([3, 2, 1]);
    expect(numberOf(slicedWasserstein(line(3, 1, 2), red, target))).toBe(0);
    // 4, 2, 0 against 3, 2, 1
    expect(numberOf(slicedWasserstein(line(0, 4, 2), red, target))).toBeCloseTo(2 / 3);
  });

  test('draws each pixel to the value of its rank', () => {
    const target = sortedAlong(line(1, 2, 3), red);
    const gradient = tf.grad((x) => slicedWasserstein(x as tf.Tensor4D, red, target))(line(0, 4, 2));
    expectClose(gradient, tf.tensor4d([-2 / 3, 0, 0, 2 / 3, 0, 0, 0, 0, 0], [1, 1, 3, 3]));
  });

  test('its gradient is that of finite differences', () => {
    const directions = normal(1, 4, 3) as tf.Tensor2D;
    const target = sortedAlong(pictures(2, 2, 3, 4, 3), directions);
    const x = pictures(3, 2, 3, 4, 3);
    const step = pictures(4, 2, 3, 4, 3);
    const at = (h: number) => numberOf(slicedWasserstein(tf.add(x, tf.mul(step, h)), directions, target));
    const gradient = tf.grad((y) => tf.mul(slicedWasserstein(y as tf.Tensor4D, directions, target), 3))(x);
    const along = numberOf(tf.sum(tf.mul(gradient, step)));
    expect(along / ((3 * (at(1e-3) - at(-1e-3))) / 2e-3)).toBeCloseTo(1, 2);
  });
});

describe('statistics of features', () => {
  test('are means over pictures, and do not see where features are', () => {
    const features = tf.tensor4d([1, 0, 3, 0, 5, 2, 5, 2], [2, 1, 2, 2]);
    const found = statistics(features);
    expectClose(found.mean, tf.tensor1d([3.5, 1]));
    expectClose(found.deviation, tf.tensor1d([0.5, 0]), 1e-2);
    expectClose(found.gram, tf.tensor2d([[15, 5], [5, 2]])); // prettier-ignore
    expect(numberOf(statisticsLoss(statistics(tf.reverse(features, 2)), found))).toBeCloseTo(0, 5);
    // Everything is its own norm away from nothing, once for each of the three.
    expect(numberOf(statisticsLoss(statistics(tf.zerosLike(features)), found))).toBeCloseTo(3, 1);
  });

  test('content is normalised: brighter and stronger is the same', () => {
    const features = pictures(1, 2, 4, 5, 3);
    expectClose(normalised(tf.add(tf.mul(features, 7), 2)), normalised(features), 1e-4);
    const { mean, variance } = tf.moments(normalised(features), [1, 2]);
    expectClose(mean, tf.zeros([2, 3]));
    expectClose(variance, tf.ones([2, 3]), 1e-4);
  });
});
