// The parity cases leave no kernel and no gradient of ours out.
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { gradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { kernels } from '../../../electron/engine/compiler/kernels/index.ts';
import { TraceError } from '../../../electron/engine/compiler/errors.ts';
import { toOnnx } from '../../../electron/engine/compiler/to-onnx.ts';
import { families } from './cases/index.ts';
import { firstOrder, secondOrder } from './derivatives.ts';
import { compiled } from './support.ts';
import { tracedKernels, watchKernels } from './traced-kernels.ts';

/** Drawing random numbers is refused, below. */
const REFUSED = [tf.Multinomial];

test('every kernel and every gradient of ours is used by a parity case', () => {
  const differentiated = new Set<string>();
  for (const config of gradients) {
    tf.registerGradient({
      ...config,
      gradFunc: (...of) => {
        differentiated.add(config.kernelName);
        return config.gradFunc(...of);
      },
    });
  }
  watchKernels();
  for (const [, inputs, fn, order = 1] of Object.values(families).flat()) {
    compiled(inputs, fn, 'channels-last');
    if (order >= 1) compiled(inputs, firstOrder(inputs, fn), 'channels-last');
    if (order >= 2) compiled(inputs, secondOrder(inputs, fn), 'channels-last');
  }
  const traced = new Set(tracedKernels());
  expect(kernels.map(({ name }) => name).filter((name) => !traced.has(name) && !REFUSED.includes(name))).toEqual([]);
  expect(gradients.map(({ kernelName }) => kernelName).filter((name) => !differentiated.has(name))).toEqual([]);
});

test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
  ['randomUniform', (x) => tf.add(x, tf.randomUniform([4]))],
  ['randomNormal', (x) => tf.add(x, tf.randomNormal([4]))],
  ['truncatedNormal', (x) => tf.add(x, tf.truncatedNormal([4]))],
  ['dropout', (x) => tf.dropout(x, 0.5)],
  ['multinomial', (x) => tf.multinomial(x as tf.Tensor1D, 2)],
])('%s while tracing is refused', (_, draw) => {
  const trace = () => toOnnx(({ x }) => draw(x), { inputs: { x: { shape: [4] } } });
  expect(trace).toThrow(TraceError);
  expect(trace).toThrow(/Pass random numbers as an input/);
});
