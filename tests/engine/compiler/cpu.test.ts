// The CPU's own form of a net gives what the portable one gives, at every height; and how far nets reach.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { accelerate } from '../../../electron/engine/compiler/cpu/accelerate.ts';
import { blockSize } from '../../../electron/engine/compiler/cpu/blocked.ts';
import { cookToom } from '../../../electron/engine/compiler/cpu/cook-toom.ts';
import { readOnnx } from '../../../electron/engine/compiler/read-onnx.ts';
import { receptiveRadius } from '../../../electron/engine/compiler/receptive-radius.ts';
import { toOnnx, traceGraph } from '../../../electron/engine/compiler/to-onnx.ts';
import { writeOnnx } from '../../../electron/engine/compiler/write-onnx.ts';
import { between, drawn, runOnnx } from './support.ts';

type T4 = tf.Tensor4D;
type Net = (x: T4) => tf.Tensor;

const filter = (h: number, i: number, o: number, seed: number) => drawn(between(-0.2, 0.2, h, h, i, o), seed) as T4;
const bias = (n: number) => drawn(between(-0.5, 0.5, n), n) as tf.Tensor1D;
const conv = (x: T4, o: number, seed: number, more: object = {}) =>
  tf.fused.conv2d({ x, filter: filter(3, x.shape[3], o, seed), bias: bias(o), strides: 1, pad: 'same', ...more });
const model = (net: Net) =>
  toOnnx(({ input }) => net(input as T4), {
    inputs: { input: { shape: [1, 'h', 'w', 3] } },
    pictures: 'channels-first',
  });

const nets: Record<string, Net> = {
  'convolutions and a few channels at the ends': (x) => conv(conv(conv(x, 32, 1, { activation: 'relu' }), 32, 2), 3, 3),
  'dense block with scaled residuals': (x) => {
    const a = conv(x, 32, 1);
    const b = conv(a, 16, 2, { activation: 'relu' });
    const c = conv(tf.concat([a, b], 3), 32, 3, { activation: 'leakyrelu', leakyreluAlpha: 0.2 });
    const d = tf.add(a, tf.mul(conv(tf.concat([a, b, c], 3), 32, 4), 0.2));
    return conv(tf.add(a, tf.mul(d, 0.5)), 3, 5);
  },
  'prelu with slopes below and above one': (x) => {
    const slopes = (to: number) => drawn(between(-0.5, to, 32), 7);
    const a = tf.prelu<tf.Tensor>(conv(x, 32, 1), slopes(1)) as T4;
    return conv(tf.prelu<tf.Tensor>(conv(a, 32, 2), slopes(3)) as T4, 3, 3);
  },
  'enlarged in between, and an input on another scale': (x) => {
    const a = conv(tf.mul(x, 255), 32, 1);
    const b = tf.image.resizeNearestNeighbor(a, [a.shape[1] * 2, a.shape[2] * 2]);
    return tf.div(conv(conv(b, 32, 2), 12, 3), 255);
  },
  'enlarged just before the last convolution': (x) => {
    const a = conv(x, 32, 1);
    const b = tf.image.resizeNearestNeighbor(a, [a.shape[1] * 4, a.shape[2] * 4]);
    const c = tf.image.resizeNearestNeighbor(tf.conv2d(b, filter(5, 32, 8, 2), 1, 'same'), [
      a.shape[1] * 8,
      a.shape[2] * 8,
    ]);
    return conv(c, 3, 3);
  },
  'one value used blocked and plain': (x) => {
    const a = conv(x, 32, 1);
    return tf.add(conv(a, 32, 2), tf.mean(a, [1, 2], true));
  },
  'strided, pointwise and dilated': (x) => {
    const a = tf.conv2d(conv(x, 32, 1), filter(3, 32, 32, 2), 2, 'same');
    return tf.conv2d(tf.conv2d(a, filter(1, 32, 16, 3), 1, 'same'), filter(3, 16, 16, 4), 1, 'same', 'NHWC', 2);
  },
};

/** Whole sixths and not; a net with strides is for multiples of them. */
const SIZES = [[1, 1], [6, 9], [7, 5], [20, 14]] as const; // prettier-ignore
const EVEN_SIZES = [[2, 4], [12, 6], [20, 14]] as const; // prettier-ignore

describe('the accelerated form', () => {
  test.each(Object.entries(nets))('%s', async (name, net) => {
    const block = await blockSize();
    if (block === undefined) return;
    const portable = model(net);
    const fast = writeOnnx(accelerate(readOnnx(portable), block));
    for (const [h, w] of name.startsWith('strided') ? EVEN_SIZES : SIZES) {
      const input = drawn(between(0, 1, 1, h, w, 3), h);
      const expected = net(input as T4);
      for (const bytes of [portable, fast]) {
        const [output] = await runOnnx(bytes, { input }, 'channels-first');
        expect(output?.shape).toEqual(expected.shape);
        const scale = Math.max(1, tf.max(tf.abs(expected)).dataSync()[0] ?? 1);
        expect((tf.max(tf.abs(tf.sub(expected, output ?? NaN))).dataSync()[0] ?? NaN) / scale).toBeLessThan(2e-5);
      }
    }
  });
});

test('a short convolution computes the convolution', () => {
  const times = (matrix: number[][], v: number[]) =>
    matrix.map((row) => row.reduce((sum, a, k) => sum + a * (v[k] ?? 0), 0));
  for (const [m, points] of [
    [2, [0, 1, -1]],
    [4, [0, 1, -1, 2, -2]],
    [6, [0, 1, -1, 2, -2, 0.5, -0.5]],
  ] as const) {
    const { G, BT, AT, ones } = cookToom(m, 3, points);
    const [d, g] = [Array.from({ length: m + 2 }, (_, k) => Math.sin(k * 3)), [0.3, -1, 0.7]];
    const products = times(G, g).map((a, k) => a * (times(BT, d)[k] ?? 0));
    const expected = Array.from({ length: m }, (_, k) => g.reduce((sum, a, j) => sum + a * (d[k + j] ?? 0), 0));
    times(AT, products).forEach((value, k) => expect(value).toBeCloseTo(expected[k] ?? NaN, 10));
    products[ones] = (products[ones] ?? 0) + 5;
    times(AT, products).forEach((value, k) => expect(value).toBeCloseTo((expected[k] ?? NaN) + 5, 10));
  }
});

describe('receptive radius', () => {
  const radius = (net: Net) =>
    receptiveRadius(
      traceGraph(({ input }) => net(input as T4), {
        inputs: { input: { shape: [1, 'h', 'w', 3] } },
        pictures: 'channels-first',
      }),
    );

  test.each<[string, number, Net]>([
    ['two 3×3 convolutions', 2, (x) => conv(conv(x, 8, 1), 3, 2)],
    ['a dilated one', 2, (x) => tf.conv2d(x, filter(3, 3, 3, 1), 1, 'same', 'NHWC', 2)],
    [
      'after enlarging twice, less than a pixel each',
      1 + 1,
      (x) => {
        const a = conv(x, 8, 1);
        return conv(tf.image.resizeNearestNeighbor(a, [a.shape[1] * 2, a.shape[2] * 2]), 3, 2);
      },
    ],
    ['the longer of two ways', 3, (x) => tf.add(conv(x, 3, 1), conv(conv(conv(x, 8, 2), 8, 3), 3, 4))],
    ['everything', Infinity, (x) => tf.add(x, tf.mean(x, [1, 2], true))],
  ])('%s', (_, expected, net) => {
    expect(radius(net)).toBe(expected);
  });
});
