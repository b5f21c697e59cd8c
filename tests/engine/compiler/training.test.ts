// Training steps in the CPU's blocked form and in the portable one against eager TF.js: losses, every gradient, updated variables.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../electron/engine/compiler/compile.ts';
import { TrainingState } from '../../../electron/engine/compiler/state.ts';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { normalise } from '../../../electron/engine/nets/layers/instance-norm.ts';
import { between, drawn } from './support.ts';

type T4 = tf.Tensor4D;
type Shapes = Record<string, number[]>;
/** A net of one picture and some weights. */
type Case = { x: number[]; weights: Shapes; net: (x: T4, w: Record<string, tf.Tensor>) => tf.Tensor };

const CPU = { device: DeviceId.parse('cpu'), threads: 1 };
const conv = (x: tf.Tensor, w: tf.Tensor | undefined, stride = 1, pad: 'same' | 'valid' | number = 'same') =>
  tf.conv2d(x as T4, w as T4, stride, pad);
const up = (x: tf.Tensor, w: tf.Tensor | undefined, stride: number, size: number, channels: number) =>
  tf.conv2dTranspose(x as T4, w as T4, [x.shape[0] ?? 1, size, size, channels], stride, 'same');
const reflect = (x: tf.Tensor, by: number) => tf.mirrorPad(x, [[0, 0], [by, by], [by, by], [0, 0]], 'reflect'); // prettier-ignore
const norm = (x: tf.Tensor, w: Record<string, tf.Tensor>) =>
  normalise(x as T4, w['scale'] as tf.Tensor1D, w['offset'] as tf.Tensor1D);
/** Smooth: a ReLU near zero may fall on the other side after rounding. */
const smooth = (x: tf.Tensor) => tf.sigmoid(x);

const cases: Record<string, Case> = {
  '3×3': { x: [1, 12, 13, 16], weights: { w: [3, 3, 16, 32] }, net: (x, { w }) => conv(x, w) },
  '3×3 of two pictures': { x: [2, 6, 6, 32], weights: { w: [3, 3, 32, 16] }, net: (x, { w }) => conv(x, w) },
  '4×4 with stride 2': { x: [2, 12, 16, 16], weights: { w: [4, 4, 16, 32] }, net: (x, { w }) => conv(x, w, 2) },
  '3×3 with stride 2, padded on one side': {
    x: [1, 12, 12, 16],
    weights: { w: [3, 3, 16, 32] },
    net: (x, { w }) => conv(x, w, 2),
  },
  '3×3 with stride 2 on an odd size': {
    x: [1, 11, 9, 16],
    weights: { w: [3, 3, 16, 16] },
    net: (x, { w }) => conv(x, w, 2),
  },
  '1×1': { x: [2, 5, 4, 16], weights: { w: [1, 1, 16, 32] }, net: (x, { w }) => conv(x, w) },
  '1×1 with stride 2': { x: [1, 8, 8, 16], weights: { w: [1, 1, 16, 16] }, net: (x, { w }) => conv(x, w, 2) },
  'three channels in, large picture': {
    x: [1, 16, 16, 3],
    weights: { w: [3, 3, 3, 16] },
    net: (x, { w }) => conv(x, w),
  },
  'three channels in, stride 2': { x: [2, 12, 12, 3], weights: { w: [4, 4, 3, 16] }, net: (x, { w }) => conv(x, w, 2) },
  'three channels out': {
    x: [1, 14, 12, 16],
    weights: { w: [7, 7, 16, 3] },
    net: (x, { w }) => conv(reflect(x, 3), w, 1, 'valid'),
  },
  'one channel out of the whole picture': {
    x: [2, 4, 4, 32],
    weights: { w: [4, 4, 32, 1] },
    net: (x, { w }) => conv(x, w, 1, 'valid'),
  },
  'few pixels, odd size': { x: [1, 7, 5, 16], weights: { w: [3, 3, 16, 32] }, net: (x, { w }) => conv(x, w, 2) },
  'few pixels, stride 1': { x: [1, 4, 5, 16], weights: { w: [4, 4, 16, 32] }, net: (x, { w }) => conv(x, w) },
  'few pixels': { x: [1, 8, 8, 16], weights: { w: [4, 4, 16, 32] }, net: (x, { w }) => conv(x, w, 2) },
  'many pictures': { x: [17, 6, 6, 16], weights: { w: [3, 3, 16, 16] }, net: (x, { w }) => conv(x, w) },
  'sizes that are no blocks': {
    x: [1, 6, 6, 10],
    weights: { w: [3, 3, 10, 20], v: [3, 3, 20, 32] },
    net: (x, { w, v }) => conv(conv(x, w), v),
  },
  'transposed, stride 2': { x: [2, 6, 6, 32], weights: { w: [4, 4, 16, 32] }, net: (x, { w }) => up(x, w, 2, 12, 16) },
  'transposed 3×3, stride 2': {
    x: [1, 6, 6, 32],
    weights: { w: [3, 3, 16, 32] },
    net: (x, { w }) => up(x, w, 2, 12, 16),
  },
  'transposed, stride 2, few pixels': {
    x: [1, 4, 4, 32],
    weights: { w: [4, 4, 16, 32] },
    net: (x, { w }) => up(x, w, 2, 8, 16),
  },
  'transposed to three channels': {
    x: [2, 8, 8, 16],
    weights: { w: [4, 4, 3, 16] },
    net: (x, { w }) => up(x, w, 2, 16, 3),
  },
  'bias, norm, leaky ReLU, residual': {
    x: [2, 8, 8, 16],
    weights: { w: [3, 3, 16, 16], v: [3, 3, 16, 16], bias: [16], scale: [16], offset: [16] },
    net: (x, w) => tf.add(x, smooth(norm(conv(tf.tanh(tf.add(conv(x, w['w']), w['bias'] as tf.Tensor)), w['v']), w))),
  },
  'ReLUs far from zero': {
    x: [1, 8, 8, 16],
    weights: { w: [3, 3, 16, 16], v: [3, 3, 16, 32] },
    net: (x, { w, v }) => {
      // ±3 on every other channel: no sum comes near 0
      const far = tf.tensor(Array.from({ length: 16 }, (_, k) => (k % 2 ? 9 : -9)));
      const y = tf.relu(tf.add(conv(x, w), far));
      return conv(tf.leakyRelu(tf.sub(tf.add(y, tf.mul(far, 0.6)), 1), 0.2), v);
    },
  },
  'padding, enlarging, pooling, joining, cutting': {
    x: [1, 8, 8, 16],
    weights: { w: [3, 3, 16, 16], v: [3, 3, 32, 16], u: [3, 3, 16, 16] },
    net: (x, { w, v, u }) => {
      const a = tf.image.resizeNearestNeighbor(conv(reflect(x, 1), w, 1, 'valid'), [16, 16]);
      const b = conv(tf.concat([tf.tanh(a), a], 3), v);
      return conv(tf.avgPool(tf.slice(b, [0, 2, 4, 0], [1, 12, 10, 16]), 2, 2, 'valid'), u);
    },
  },
  'numbers per channel': {
    x: [2, 6, 6, 16],
    weights: { w: [3, 3, 16, 32], a: [32], c: [32] },
    net: (x, { w, a, c }) => {
      const y = conv(x, w);
      const gain = tf.sigmoid(tf.mean(y, [1, 2], true));
      return tf.div(tf.sub(tf.mul(tf.mul(y, gain), a as tf.Tensor), c as tf.Tensor), 1.5);
    },
  },
};

function weightsOf({ x, weights }: Case) {
  const values = Object.entries(weights).map(
    ([name, shape], k) => [name, drawn(between(-0.4, 0.4, ...shape), k + 3)] as const,
  );
  return { x: drawn(between(-1, 1, ...x), 2) as T4, weights: Object.fromEntries(values) };
}

/** The loss, the gradients of the picture and all weights, and the weights after a step of gradient descent. */
function stepOf({ net }: Case, variables: Record<string, tf.Variable>) {
  return ({ x }: { x: tf.Tensor }): Record<string, tf.Tensor> => {
    const names = Object.keys(variables);
    const loss = (picture: tf.Tensor, ...weights: tf.Tensor[]) => {
      const y = net(picture as T4, Object.fromEntries(names.map((name, k) => [name, weights[k] as tf.Tensor])));
      const weighting = tf.sin(tf.mul(tf.reshape(tf.range(0, y.size), y.shape), 0.7));
      return tf.mean(tf.mul(y, weighting));
    };
    const all = [x, ...Object.values(variables)];
    const gradients = tf.grads(loss)(all);
    const value = loss(x, ...Object.values(variables));
    names.forEach((name, k) => {
      const variable = variables[name] as tf.Variable;
      variable.assign(tf.sub(variable, tf.mul(gradients[k + 1] as tf.Tensor, 0.5)));
    });
    return {
      value,
      ...Object.fromEntries(gradients.map((gradient, k) => [`d${k === 0 ? 'x' : names[k - 1]}`, gradient])),
    };
  };
}

function error(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Math.max(1e-6, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, k) => Math.abs(value - (actual[k] ?? NaN)))) / scale;
}

describe.each(['fastest', 'portable'] as const)('%s form', (form) => {
  test.each(Object.entries(cases))('%s', async (_, one) => {
    const { x, weights } = weightsOf(one);
    const variables = Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, tf.variable(value)]));
    const state = new TrainingState(variables, 1);
    const step = await compile(stepOf(one, variables), { state, inputs: { x: { shape: x.shape } }, ...CPU, form });
    const results = await step.run({ x: x.dataSync<'float32'>() });
    await step.release();
    const expected = stepOf(one, variables)({ x });
    for (const [name, tensor] of Object.entries(expected)) {
      expect(error(results[name]?.data ?? [], tensor.dataSync()), name).toBeLessThan(1e-4);
    }
    for (const [name, values] of Object.entries(await state.read())) {
      expect(error(values, variables[name]?.dataSync() ?? []), name).toBeLessThan(1e-4);
    }
  });
});
