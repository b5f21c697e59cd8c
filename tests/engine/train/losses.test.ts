// Losses at points where their formulas are known by hand.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerGradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { type AdversarialLoss } from '../../../electron/engine/losses/adversarial.ts';
import { crossEntropy } from '../../../electron/engine/losses/cross-entropy.ts';
import { gradientPenalty } from '../../../electron/engine/losses/gradient-penalty.ts';
import { gram, styleLoss } from '../../../electron/engine/losses/gram.ts';
import { hinge } from '../../../electron/engine/losses/hinge.ts';
import { l1 } from '../../../electron/engine/losses/l1.ts';
import { leastSquares } from '../../../electron/engine/losses/lsgan.ts';
import { nonSaturating } from '../../../electron/engine/losses/non-saturating.ts';
import { r1 } from '../../../electron/engine/losses/r1.ts';
import { totalVariation } from '../../../electron/engine/losses/total-variation.ts';
import { wasserstein } from '../../../electron/engine/losses/wasserstein.ts';
import { expectClose, normal, numberOf, variable } from './support.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

const real = [2, -1];
const fake = [0.5, -3];
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const log1pExp = (value: number) => Math.log(1 + Math.exp(value));

describe('adversarial losses', () => {
  test.each<[string, AdversarialLoss, number, number]>([
    [
      'non-saturating',
      nonSaturating,
      mean(real.map((l) => log1pExp(-l))) + mean(fake.map(log1pExp)),
      mean(fake.map((l) => log1pExp(-l))),
    ],
    [
      'least squares',
      leastSquares,
      0.5 * mean(real.map((l) => (l - 1) ** 2)) + 0.5 * mean(fake.map((l) => l ** 2)),
      mean(fake.map((l) => (l - 1) ** 2)),
    ],
    ['hinge', hinge, mean([0, 2]) + mean([1.5, 0]), -mean(fake)],
    ['Wasserstein', wasserstein, mean(fake) - mean(real), -mean(fake)],
  ])('%s', (_, loss, discriminator, generator) => {
    expect(numberOf(loss.discriminator(tf.tensor(real), tf.tensor(fake)))).toBeCloseTo(discriminator, 5);
    expect(numberOf(loss.generator(tf.tensor(fake)))).toBeCloseTo(generator, 5);
  });

  test('non-saturating stays finite, and keeps its slope, for any logit', () => {
    const logits = tf.tensor([-200, 200]);
    expectClose(nonSaturating.generator(logits), tf.scalar(100));
    expectClose(tf.grad((x) => nonSaturating.generator(x))(logits), tf.tensor([-0.5, 0]));
  });
});

describe('penalties', () => {
  // D(x) = w·Σx²: ∇D = 2wx
  const weight = variable([0.5], []);
  const critic = (x: tf.Tensor4D): tf.Tensor => tf.mul(weight, tf.sum(tf.square(x), [1, 2, 3]));
  const ones = tf.ones<tf.Rank.R4>([2, 1, 2, 2]); // ‖x‖ = 2 each

  test('gradient penalty looks between real and generated pictures', () => {
    const alpha = tf.tensor4d([0, 0.25], [2, 1, 1, 1]);
    const zeros = tf.zerosLike(ones);
    // x̂ = 0 and 0.25; ‖∇D‖ = 0 and 0.5
    expect(numberOf(gradientPenalty(critic, ones, zeros, alpha))).toBeCloseTo((1 + 0.25) / 2, 5);
  });

  test('gradient penalty and R1 have gradients of their own', () => {
    // ‖∇D‖ = 4w: ∂(4w − 1)²/∂w = 8(4w − 1) = 8; ½‖∇D‖² = 8w²: ∂/∂w = 16w = 8
    const alpha = tf.ones<tf.Rank.R4>([2, 1, 1, 1]);
    const slope = (loss: () => tf.Scalar) => numberOf(tf.variableGrads(loss, [weight]).grads[weight.name] as tf.Tensor);
    expect(slope(() => gradientPenalty(critic, ones, ones, alpha))).toBeCloseTo(8, 4);
    expect(slope(() => r1(critic, ones))).toBeCloseTo(8, 4);
  });

  test('pass through convolutions and leaky ReLU as finite differences say', () => {
    const filter = tf.variable(normal(1, 3, 3, 2, 2));
    const net = (x: tf.Tensor4D) =>
      tf.leakyRelu(tf.conv2d(tf.tanh(x), filter as tf.Tensor as tf.Tensor4D, 1, 'same'), 0.2);
    const [a, b] = [normal(2, 1, 4, 4, 2), normal(3, 1, 4, 4, 2)] as [tf.Tensor4D, tf.Tensor4D];
    const loss = () => gradientPenalty(net, a, b, tf.fill([1, 1, 1, 1], 0.3));
    const gradient = tf.variableGrads(loss, [filter]).grads[filter.name] as tf.Tensor;
    const direction = normal(4, 3, 3, 2, 2);
    const start = filter.clone();
    const at = (step: number) => {
      filter.assign(tf.add(start, tf.mul(direction, step)));
      return numberOf(loss());
    };
    const h = 1e-3;
    const expected = (at(h) - at(-h)) / (2 * h);
    expect(Math.abs(numberOf(tf.sum(tf.mul(gradient, direction))) / expected - 1)).toBeLessThan(0.02);
  });
});

describe('losses of pictures and text', () => {
  test('L1', () => {
    expect(numberOf(l1(tf.tensor([1, 2]), tf.tensor([3, 1])))).toBe(1.5);
  });

  test('cross-entropy', () => {
    const logits = tf.tensor2d([
      [0, 0, 0, 0],
      [5, 1, 0, 0],
    ]);
    const second = -Math.log(Math.E / (Math.exp(5) + Math.E + 2));
    expect(numberOf(crossEntropy(logits, tf.tensor1d([2, 1], 'int32')))).toBeCloseTo((Math.log(4) + second) / 2, 5);
  });

  test('Gram matrices do not depend on where features are, and a style is at no distance from itself', () => {
    const features = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]); // pixels (1,2) and (3,4)
    expectClose(gram(features), tf.tensor3d([[[5, 7], [7, 10]]])); // prettier-ignore
    expectClose(gram(tf.reverse(features, 2)), gram(features));
    expect(numberOf(styleLoss(features, gram(features)))).toBe(0);
    expect(numberOf(styleLoss(tf.zerosLike(features), gram(features)))).toBeCloseTo(1);
  });

  test('total variation', () => {
    const picture = tf.tensor4d([1, 2, 4, 8], [1, 2, 2, 1]);
    expect(numberOf(totalVariation(picture))).toBe((9 + 36) / 2 + (1 + 16) / 2);
  });
});
