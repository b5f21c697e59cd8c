// What happens to pictures inside training steps: the pool of earlier ones, damage for upscalers, random changes.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { resamplePlanes } from '../../../electron/engine/imaging/resample-planes.ts';
import { degrade } from '../../../electron/engine/train/degrade.ts';
import { diffAugment, DRAWS } from '../../../electron/engine/train/diff-augment.ts';
import { picturePool } from '../../../electron/engine/train/picture-pool.ts';
import { expectClose, normal, numberOf } from './support.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('the pool', () => {
  const picture = (value: number) => tf.fill<tf.Rank.R4>([1, 2, 2, 1], value);
  const shown = (pool: ReturnType<typeof picturePool>) => numberOf(tf.mean(pool.shown));

  test('shows new pictures until it is full, then now and then an old one whose place the new one takes', () => {
    const pool = picturePool('pool', 3, [2, 2, 1]);
    for (const value of [1, 2, 3]) {
      pool.add(picture(value), tf.tensor1d([0.9, 0.9]));
      expect(shown(pool)).toBe(value);
    }
    pool.add(picture(4), tf.tensor1d([0.5, 0.2])); // not swapped
    expect(shown(pool)).toBe(4);
    pool.add(picture(5), tf.tensor1d([0.5, 0.7])); // the middle one, swapped
    expect(shown(pool)).toBe(2);
    pool.add(picture(6), tf.tensor1d([0.5, 0.7]));
    expect(shown(pool)).toBe(5);
  });
});

describe('damage', () => {
  const large = normal(1, 2, 16, 16, 3) as tf.Tensor4D;
  const noise = normal(2, 2, 4, 4, 3) as tf.Tensor4D;

  test('of nothing reduces as the evaluation of upscalers does', () => {
    const large = normal(4, 1, 32, 32, 3) as tf.Tensor4D;
    const still = { amounts: tf.tensor1d([1, 1]), noise: tf.zeros<tf.Rank.R4>([1, 8, 8, 3]) };
    const small = degrade(large, 4, { blur: 0, noise: 0 }, still);
    const planes = tf.transpose(large, [0, 3, 1, 2]).dataSync() as Float32Array;
    const expected = resamplePlanes(planes, { width: 32, height: 32 }, { width: 8, height: 8 }, 'cubic');
    const middle = (x: tf.Tensor) => tf.slice(x, [0, 2, 2, 0], [1, 4, 4, 3]);
    // At the edges it mirrors, which the evaluation does not.
    expectClose(middle(small), middle(tf.transpose(tf.tensor4d(expected, [1, 3, 8, 8]), [0, 2, 3, 1])));
  });

  test('blurs and adds noise as much as was drawn', () => {
    const damage = { blur: 2, noise: 0.5 };
    const flat = tf.ones<tf.Rank.R4>([2, 16, 16, 3]);
    expectClose(degrade(flat, 4, damage, { amounts: tf.tensor1d([1, 0]), noise }), tf.ones([2, 4, 4, 3]));
    const noisy = degrade(flat, 4, damage, { amounts: tf.tensor1d([0, 0.5]), noise });
    expectClose(noisy, tf.add(1, tf.mul(noise, 0.25)));
    const [blurred, sharp] = [1, 0].map((amount) =>
      numberOf(tf.moments(degrade(large, 4, damage, { amounts: tf.tensor1d([amount, 0]), noise })).variance),
    );
    expect(blurred).toBeLessThan(0.7 * (sharp ?? 0));
  });
});

describe('random changes', () => {
  const x = normal(3, 2, 8, 8, 3) as tf.Tensor4D;
  // [brightness, saturation, contrast, down, right, row, column]: a half leaves the first five as they are
  const chance = (...values: number[]) => tf.tile(tf.tensor2d([values], [1, DRAWS]), [2, 1]);

  test('in the middle of their range leave all but the hole', () => {
    const changed = diffAugment(x, chance(0.5, 0.5, 0.5, 0.5, 0.5, 0, 0));
    const [n, h, w, c] = [2, 4, 8, 3] as const;
    expectClose(tf.slice(changed, [0, 4, 0, 0], [n, h, w, c]), tf.slice(x, [0, 4, 0, 0], [n, h, w, c]));
    expectClose(tf.slice(changed, 0, [2, 3, 3, 3]), tf.zeros([2, 3, 3, 3]));
  });

  test('shift by whole pixels and change the light', () => {
    const changed = diffAugment(x, chance(0.75, 0.5, 0.5, 0.99, 0, 0, 0.99));
    // Row i shows row i + 1, column j column j − 1.
    const [from, to] = [tf.slice(x, [0, 5, 1, 0], [2, 3, 5, 3]), tf.slice(changed, [0, 4, 2, 0], [2, 3, 5, 3])];
    expectClose(to, tf.add(from, 0.25));
  });

  test('have gradients', () => {
    const gradient = tf.grad((x) => tf.sum(diffAugment(x as tf.Tensor4D, chance(0.5, 0.5, 0.5, 0.5, 0.5, 0, 0))))(x);
    expectClose(tf.slice(gradient, [0, 4, 0, 0], [2, 4, 8, 3]), tf.ones([2, 4, 8, 3]), 1e-4);
  });
});
