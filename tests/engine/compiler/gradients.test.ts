// What traced gradients look like: no Transposes between picture operations, nothing written out that is the same everywhere.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { registerGradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { traceGraph } from '../../../electron/engine/compiler/to-onnx.ts';
import { firstOrder, secondOrder } from './derivatives.ts';
import { between, call, drawn, type Fn, ints, type Spec } from './support.ts';

type T4 = tf.Tensor4D;
type Net = (x: T4) => tf.Tensor;

const filter = (h: number, i: number, o: number) => drawn(between(-0.3, 0.3, h, h, i, o), 9) as T4;
const instanceNorm = (x: tf.Tensor) => {
  const { mean, variance } = tf.moments(x, [1, 2], true);
  return tf.mul<T4>(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
};
const reflected = (x: T4) => tf.mirrorPad<T4>(x, [[0, 0], [1, 1], [1, 1], [0, 0]], 'reflect'); // prettier-ignore

const nets: Record<string, Net> = {
  'a convolution': (x) => tf.conv2d(x, filter(3, 8, 8), 1, 'same'),
  'instance norm': instanceNorm,
  'activations': (x) => tf.tanh(tf.leakyRelu(tf.elu(tf.prelu<tf.Tensor>(x, tf.fill([8], 0.2))), 0.2)), // prettier-ignore
  'mirrored padding': reflected,
  'the largest of four': (x) => tf.maxPool(x, 2, 2, 'valid'),
  'the mean of four': (x) => tf.avgPool(x, 2, 2, 'valid'),
  'a moving mean': (x) => tf.avgPool(x, 3, 1, 'same'),
  'nearest by 2': (x) => tf.image.resizeNearestNeighbor(x, [16, 16]),
  'bilinear by 2': (x) => tf.image.resizeBilinear(x, [16, 16], false, true),
  'a blur': (x) => tf.depthwiseConv2d(x, filter(3, 8, 1), 2, 'same'),
  'a generator': (x) =>
    tf.tanh(
      tf.conv2d(
        tf.relu(instanceNorm(tf.conv2d(reflected(tf.image.resizeNearestNeighbor(x, [16, 16])), filter(3, 8, 4), 1, 0))),
        filter(3, 4, 3),
        1,
        'same',
      ),
    ),
};

const SPECS: Record<string, Spec> = { x: between(-1, 1, 2, 8, 8, 8) };

function nodesOf(fn: Fn) {
  return traceGraph((inputs) => Object.fromEntries(call(fn, inputs).map((y, k) => [`y${k}`, y])), {
    inputs: SPECS,
    pictures: 'channels-first',
  }).nodes;
}

describe('layout of gradients', () => {
  test.each(Object.entries(nets))('%s', (_, net) => {
    const fn: Fn = ({ x }: { x: T4 }) => tf.square(net(x));
    expect(nodesOf(firstOrder(SPECS, fn)).filter(({ op }) => op === 'Transpose')).toEqual([]);
  });

  test('a gradient penalty', () => {
    const critic: Fn = ({ x }: { x: T4 }) =>
      tf.mean(
        tf.conv2d(tf.leakyRelu(tf.conv2d(x, filter(4, 8, 8), 2, 'same'), 0.2), filter(4, 8, 1), 1, 'same'),
        [1, 2],
      );
    expect(nodesOf(secondOrder(SPECS, critic)).filter(({ op }) => op === 'Transpose')).toEqual([]);
  });
});

test('what is the same for all elements is not written out', () => {
  const loss = (x: tf.Tensor) => tf.mean(tf.square(tf.relu(x)));
  const nodes = nodesOf(({ x }: { x: T4 }) => tf.grad((of: tf.Tensor) => loss(of))(x));
  expect(nodes.filter(({ op }) => op === 'Expand' || op === 'Tile')).toEqual([]);
  const sizes = nodes
    .flatMap(({ inputs }) => inputs)
    .map((value) => {
      const data = value?.constant?.kind === 'data' ? value.constant.data : [];
      return data.length;
    });
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1);
});

test.each([
  [2, 2, 'valid'],
  [3, 2, 'same'],
  [2, 3, 'valid'],
] as const)('of equal maxima TF.js’s own kernel takes the same: size %i, stride %i, %s', (size, stride, pad) => {
  const x = tf.cast(drawn(ints(0, 2, 2, 6, 6, 3), 1), 'float32') as T4;
  const pool = (of: T4) => tf.maxPool(of, size, stride, pad);
  const y = pool(x);
  const dy = drawn(between(-1, 1, ...y.shape), 2);
  const attrs = { filterSize: size, strides: stride, pad };
  const expected = tf.engine().runKernel<tf.Tensor>(tf.MaxPoolGrad, { dy, input: x, output: y }, attrs);
  const actual = tf.grad((of) => tf.sum(tf.mul(pool(of as T4), dy)))(x);
  expect(tf.max(tf.abs(tf.sub(expected, actual))).dataSync()[0]).toBeLessThan(1e-6);
});

test('registering twice is registering once', () => {
  const before = tf.getGradient(tf.AvgPool);
  registerGradients();
  expect(tf.getGradient(tf.AvgPool)).toBe(before);
});
