// Layers against plain formulas: instance norm with its hand-written gradients, pixel shuffle, LSTM, and starting weights.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { normalise } from '../../../electron/engine/nets/layers/instance-norm.ts';
import { lstm } from '../../../electron/engine/nets/layers/recurrent.ts';
import { pixelShuffle, reflectPad, upsample } from '../../../electron/engine/nets/layers/resample.ts';
import { Parameters } from '../../../electron/engine/nets/parameters.ts';
import { Random } from '../../../electron/engine/random.ts';
import { expectClose, normal } from './support.ts';

beforeAll(() => tf.setBackend('cpu'));

/** (x − mean)/√(var + ε)·scale + offset */
function plainNorm(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor4D {
  const mean = tf.mean(x, [1, 2], true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), [1, 2], true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), scale), offset);
}

describe('instance norm', () => {
  const x = normal(1, 2, 3, 4, 5) as tf.Tensor4D;
  const [scale, offset] = [normal(2, 5), normal(3, 5)] as [tf.Tensor1D, tf.Tensor1D];
  const weights = normal(4, 2, 3, 4, 5);
  type Norm = typeof normalise;
  /** A function of all three whose gradients are not trivial. */
  const loss =
    (norm: Norm) =>
    (...[x, scale, offset]: tf.Tensor[]) =>
      tf.sum(tf.mul(tf.sin(norm(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D)), weights));
  /** ‖∂loss/∂x‖² + ‖∂loss/∂scale‖² + ‖∂loss/∂offset‖² */
  const slope =
    (norm: Norm) =>
    (...inputs: tf.Tensor[]) =>
      tf.addN(
        tf
          .grads(loss(norm))(inputs)
          .map((gradient) => tf.sum(tf.square(gradient))),
      );

  test('is the plain formula', () => {
    expectClose(normalise(x, scale, offset), plainNorm(x, scale, offset));
  });

  test('has the gradients of the plain formula', () => {
    const [ours, plain] = [normalise, plainNorm].map((norm) => tf.grads(loss(norm))([x, scale, offset]));
    ours?.forEach((gradient, k) => expectClose(gradient, plain?.[k] as tf.Tensor));
  });

  test('has the second gradients of the plain formula', () => {
    const [ours, plain] = [normalise, plainNorm].map((norm) => tf.grads(slope(norm))([x, scale, offset]));
    ours?.forEach((gradient, k) => expectClose(gradient, plain?.[k] as tf.Tensor));
  });

  test('stays finite on a plain surface', () => {
    const flat = tf.fill<tf.Rank.R4>([2, 3, 4, 5], 7);
    expectClose(normalise(flat, scale, offset), tf.add(tf.zerosLike(flat), offset), 1e-2);
    for (const gradient of tf.grads(loss(normalise))([flat, scale, offset])) {
      expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
    }
  });
});

describe('layers', () => {
  test('pixel shuffle is depth to space, and has a gradient', () => {
    const x = normal(1, 2, 3, 2, 12) as tf.Tensor4D;
    expectClose(pixelShuffle(2)(x), tf.depthToSpace(x, 2, 'NHWC'));
    expectClose(tf.grad((x) => tf.sum(pixelShuffle(2)(x as tf.Tensor4D)))(x), tf.onesLike(x));
  });

  test('reflection leaves the edge out, upsampling repeats pixels', () => {
    const row = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    expect(reflectPad(1)(row).squeeze().arraySync()).toEqual([
      [5, 4, 5, 6, 5],
      [2, 1, 2, 3, 2],
      [5, 4, 5, 6, 5],
      [8, 7, 8, 9, 8],
      [5, 4, 5, 6, 5],
    ]);
    expect(
      upsample(tf.tensor4d([1, 2], [1, 1, 2, 1]))
        .squeeze()
        .arraySync(),
    ).toEqual([
      [1, 1, 2, 2],
      [1, 1, 2, 2],
    ]);
  });

  test('an LSTM step is its equations', () => {
    const p = new Parameters('x', new Random(1));
    const cell = lstm(p, { from: 1, width: 1 });
    const { 'x/input': W, 'x/recurrent': U, 'x/bias': b } = p.variables;
    W?.assign(tf.tensor2d([[0.1, 0.2, 0.3, 0.4]]));
    U?.assign(tf.tensor2d([[0.5, 0.6, 0.7, 0.8]]));
    b?.assign(tf.tensor1d([-0.1, 0, 0.1, 0.2]));
    const [x, h, c] = [2, 0.5, -0.3];
    const σ = (value: number) => 1 / (1 + Math.exp(-value));
    const [i, f, g, o] = [0, 1, 2, 3].map(
      (k) => (0.1 + 0.1 * k) * x + (0.5 + 0.1 * k) * h + [-0.1, 0, 0.1, 0.2][k]!,
    ) as [number, number, number, number];
    const expected = σ(f) * c + σ(i) * Math.tanh(g);
    const after = cell.step(cell.project(tf.tensor2d([[x]])), { hidden: tf.tensor2d([[h]]), cell: tf.tensor2d([[c]]) });
    expectClose(after.cell, tf.tensor2d([[expected]]));
    expectClose(after.hidden, tf.tensor2d([[σ(o) * Math.tanh(expected)]]));
  });

  test('parameters are reproducible, named by path, and never share a name', () => {
    const make = () => {
      const p = new Parameters('net', new Random(5));
      p.scope('a').normal('w', [40, 50], 0.02);
      return p;
    };
    const [first, second] = [make().variables['net/a/w'], make().variables['net/a/w']];
    expect(first?.dataSync()).toEqual(second?.dataSync());
    const deviation = Math.sqrt(tf.mean(tf.square(first as tf.Tensor)).dataSync()[0] ?? 0);
    expect(deviation).toBeCloseTo(0.02, 3);
    expect(() => make().scope('a').constant('w', [1], 0)).toThrow('net/a/w');
  });
});
