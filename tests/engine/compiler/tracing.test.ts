// What tracing promises: graphs for any size, no transposes inside nets, mistakes named.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { toOnnx, traceGraph } from '../../../electron/engine/compiler/to-onnx.ts';
import { between, drawn, runOnnx } from './support.ts';

type T4 = tf.Tensor4D;
type Input = { input: tf.Tensor };

const filter = (h: number, i: number, o: number, seed = 9) => drawn(between(-0.3, 0.3, h, h, i, o), seed) as T4;
const ops = (fn: (of: Input) => tf.Tensor, shape: (number | string)[]) =>
  traceGraph(fn, { inputs: { input: { shape } }, pictures: 'channels-first' }).nodes.map(({ op }) => op);

/** The pixel shuffle of PyTorch and ncnn in plain TF.js. */
function pixelShuffle(x: tf.Tensor, r: number): tf.Tensor {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const cells = tf.reshape(x, [n, h, w, c / r ** 2, r, r]);
  return tf.reshape(tf.transpose(cells, [0, 1, 4, 2, 5, 3]), [n, h * r, w * r, c / r ** 2]);
}

describe('layout', () => {
  test('a net of convolutions, activations, concatenation and a pixel shuffle holds no Transpose', () => {
    const [a, b, c] = [filter(3, 3, 8), filter(3, 8, 8), filter(3, 16, 12)];
    const net = ({ input }: Input) => {
      const x = tf.relu(tf.conv2d(input as T4, a, 1, 'same'));
      const y = tf.add<T4>(tf.leakyRelu(tf.conv2d(x, b, 1, 'same'), 0.2), x);
      return pixelShuffle(tf.conv2d(tf.concat([x, y], 3), c, 1, 'same'), 2);
    };
    expect(ops(net, [1, 'h', 'w', 3])).toEqual([
      'Conv',
      'Relu',
      'Conv',
      'LeakyRelu',
      'Add',
      'Concat',
      'Conv',
      'DepthToSpace',
    ]);
  });

  test('equal expressions are computed once, unused ones not at all', () => {
    const twice = ({ input }: Input) => {
      tf.sin(input);
      return tf.add(tf.exp(input), tf.exp(input));
    };
    expect(ops(twice, [3])).toEqual(['Exp', 'Add']);
  });
});

describe('any size', () => {
  const nets: [string, (of: Input) => tf.Tensor][] = [
    [
      'enlarged and reduced',
      ({ input }) =>
        tf.avgPool(
          tf.image.resizeNearestNeighbor(input as T4, [input.shape[1]! * 4, input.shape[2]! * 4]),
          2,
          2,
          'same',
        ),
    ],
    [
      'flattened and back',
      ({ input }) => tf.reshape(tf.mul(tf.reshape(input, [input.shape[1]! * input.shape[2]!, 3]), 2), input.shape),
    ],
    [
      'strided and transposed',
      ({ input }) =>
        tf.conv2dTranspose(
          tf.conv2d(input as T4, filter(4, 3, 5), 2, 'same'),
          filter(4, 3, 5, 4),
          [1, input.shape[1]!, input.shape[2]!, 3],
          2,
          'same',
        ),
    ],
    [
      'padded, sliced and reversed',
      ({ input }) =>
        tf.reverse(
          tf.slice(
            tf.mirrorPad(
              input,
              [
                [0, 0],
                [2, 3],
                [1, 1],
                [0, 0],
              ],
              'reflect',
            ),
            [0, 1, 0, 0],
            [1, input.shape[1]! - 1, -1, 3],
          ),
          1,
        ),
    ],
    ['attended globally', ({ input }) => tf.mul(input, tf.sigmoid(tf.mean(input, [1, 2], true)))],
    ['pixel shuffle', ({ input }) => pixelShuffle(tf.conv2d(input as T4, filter(3, 3, 12), 1, 'same'), 2)],
  ];
  test.each(nets)('%s', async (_, net) => {
    const model = toOnnx(net, { inputs: { input: { shape: [1, 'h', 'w', 3] } }, pictures: 'channels-first' });
    for (const [h, w] of [
      [8, 12],
      [20, 6],
    ] as const) {
      const input = drawn(between(-1, 1, 1, h, w, 3), h);
      const [output] = await runOnnx(model, { input }, 'channels-first');
      const expected = net({ input });
      expect(output?.shape).toEqual(expected.shape);
      expect(tf.max(tf.abs(tf.sub(expected, output ?? 0))).dataSync()[0]).toBeLessThan(1e-5);
    }
  });

  test('a constant that depends on the size is refused', () => {
    const mask = ({ input }: Input) =>
      tf.mul(
        input,
        tf
          .ones([input.shape[1]!, 1, 1])
          .mul(tf.tensor(Array.from({ length: input.shape[1]! }, (_, k) => k)).reshape([-1, 1, 1])),
      );
    expect(() => toOnnx(mask, { inputs: { input: { shape: [1, 'h', 8, 3] } } })).toThrow(/depends on the size/);
  });
});

describe('mistakes', () => {
  test('reading a value on the host names the operation that made it', () => {
    const reads = ({ input }: Input) => tf.mul(input, tf.mean(tf.exp(input)).dataSync()[0] ?? 0);
    expect(() => toOnnx(reads, { inputs: { input: { shape: [4] } } })).toThrow(/result of Mean was read on the host/);
  });

  test('a kernel without ONNX form is named', () => {
    const unknown = ({ input }: Input) =>
      tf.image.cropAndResize(input as T4, tf.tensor2d([[0, 0, 1, 1]]), tf.tensor1d([0], 'int32'), [4, 4]);
    expect(() => toOnnx(unknown, { inputs: { input: { shape: [1, 8, 8, 3] } } })).toThrow(
      /kernel CropAndResize has no ONNX form/,
    );
  });

  test('weights can still be used eagerly after a trace', () => {
    const w = tf.tensor1d([1, 2, 3]);
    const before = tf.getBackend();
    toOnnx(({ input }) => tf.mul(input, w), { inputs: { input: { shape: [3] } } });
    expect(tf.getBackend()).toBe(before);
    expect([...tf.mul(w, 2).dataSync()]).toEqual([2, 4, 6]);
  });
});

test('half-precision weights widen when the file is loaded', async () => {
  const w = filter(3, 16, 16);
  const net = ({ input }: Input) => tf.conv2d(input as T4, w, 1, 'same');
  const input = drawn(between(-1, 1, 1, 6, 6, 16), 5);
  const [full, half] = (['fp32', 'fp16'] as const).map((weights) =>
    toOnnx(net, { inputs: { input: { shape: [1, 6, 6, 16] } }, weights }),
  );
  expect(half!.length).toBeLessThan(0.6 * full!.length);
  const [output] = await runOnnx(half!, { input }, 'channels-last');
  expect(tf.max(tf.abs(tf.sub(net({ input }), output ?? 0))).dataSync()[0]).toBeLessThan(2e-3);
});
