// Pooling: the largest or the mean element of a sliding window.
import * as tf from '@tensorflow/tfjs';
import { CHANNELS_FIRST } from '../layout.ts';
import { dtypeOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type Kernel, kernel } from './kernel.ts';

/** Padding never wins a maximum and is not counted in a mean, in both. */
function pool(t: Tracer, op: 'MaxPool' | 'AveragePool', x: Sym, attrs: tf.MaxPoolAttrs): Sym {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const shape = shapeOf(x) as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = info.padInfo;
  const attributes = {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    pads: [top, left, bottom, right],
    ...(op === 'AveragePool' && { count_include_pad: 0 }),
  };
  return t.emit(op, [t.inOrder(x, CHANNELS_FIRST).value], attributes, {
    shape: info.outShape,
    dtype: dtypeOf(x),
    order: CHANNELS_FIRST,
  });
}

export const pooling: Kernel[] = [
  kernel<tf.MaxPoolInputs, tf.MaxPoolAttrs>(tf.MaxPool, (t, { x }, attrs) => pool(t, 'MaxPool', x, attrs)),
  kernel<tf.AvgPoolInputs, tf.AvgPoolAttrs>(tf.AvgPool, (t, { x }, attrs) => pool(t, 'AveragePool', x, attrs)),
];
