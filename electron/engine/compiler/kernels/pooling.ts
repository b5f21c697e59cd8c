// Pooling: the largest or the mean element of a sliding window.
import * as tf from '@tensorflow/tfjs';
import { CHANNELS_FIRST } from '../layout.ts';
import { dtypeOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type Kernel, kernel } from './kernel.ts';

export type PoolInfo = tf.backend_util.Conv2DInfo;
export type PoolAttrs = Pick<tf.AvgPoolAttrs, 'filterSize' | 'strides' | 'pad'> &
  Partial<Pick<tf.AvgPoolAttrs, 'dimRoundingMode'>>;

export function poolInfo(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): PoolInfo {
  const pictures = shape as [number, number, number, number];
  return tf.backend_util.computePool2DInfo(pictures, filterSize, strides, 1, pad, dimRoundingMode);
}

/** Whether the windows lie side by side and cover the picture. */
export function isTiling(info: PoolInfo): boolean {
  const along = (inside: number, out: number, stride: number, size: number) =>
    stride === size && inside === out * stride;
  return (
    along(info.inHeight, info.outHeight, info.strideHeight, info.filterHeight) &&
    along(info.inWidth, info.outWidth, info.strideWidth, info.filterWidth)
  );
}

/** For every window along one axis the places it sees, `size` each; negative or too large where it sees padding. */
export type Windows = { readonly places: readonly number[]; readonly size: number; readonly inside: number };

export function windows(info: PoolInfo): { rows: Windows; columns: Windows } {
  const along = (inside: number, out: number, stride: number, size: number, before: number): Windows => ({
    places: Array.from({ length: out * size }, (_, k) => Math.floor(k / size) * stride + (k % size) - before),
    size,
    inside,
  });
  return {
    rows: along(info.inHeight, info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top),
    columns: along(info.inWidth, info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left),
  };
}

/** Padding never wins a maximum and is not counted in a mean, in both. */
function pool(t: Tracer, op: 'MaxPool' | 'AveragePool', x: Sym, attrs: PoolAttrs): Sym {
  const info = poolInfo(shapeOf(x), attrs);
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
