// Squares of pixels moved into channels or batches and back.
import * as tf from '@tensorflow/tfjs';
import { CHANNELS_FIRST } from '../layout.ts';
import { dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type Kernel, kernel } from './kernel.ts';
import { pad } from './pad.ts';
import { relabel, reshape, slice } from './shape.ts';

/** y[n, h·b+i, w·b+j, c] = x[n, h, w, (i·b+j)·C + c] → DepthToSpace, whose default mode is the same. */
function depthToSpace(t: Tracer, x: Sym, block: number): Sym {
  const [n = 0, h = 0, w = 0, c = 0] = shapeOf(x);
  return t.emit(
    'DepthToSpace',
    [t.inOrder(x, CHANNELS_FIRST).value],
    { blocksize: block, mode: 'DCR' },
    {
      shape: [n, h * block, w * block, c / block ** 2],
      dtype: dtypeOf(x),
      order: CHANNELS_FIRST,
    },
  );
}

const { getReshaped, getPermuted, getReshapedPermuted, getSliceBeginCoords, getSliceSize } = tf.backend_util;
const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

/** Every b-th pixel becomes a picture of its own in the batch, after padding; TF.js's dilated pooling uses it. */
function spaceToBatch(t: Tracer, x: Sym, block: number[], paddings: readonly (readonly [number, number])[]): Sym {
  const amounts = shapeOf(x).map((_, axis) => paddings[axis - 1] ?? ([0, 0] as const));
  const full = pad(t, x, amounts, 0);
  const [shape, count] = [shapeOf(full), product(block)];
  const parted = reshape(t, full, getReshaped(shape, block, count, false));
  const moved = relabel(parted, getPermuted(rankOf(parted), block.length, false));
  return reshape(t, moved, getReshapedPermuted(shape, block, count, false));
}

/** The way back, then cropped. */
function batchToSpace(t: Tracer, x: Sym, block: number[], crops: number[][]): Sym {
  const [shape, count] = [shapeOf(x), product(block)];
  const parted = reshape(t, x, getReshaped(shape, block, count));
  const moved = relabel(parted, getPermuted(rankOf(parted), block.length));
  const whole = getReshapedPermuted(shape, block, count);
  const begins = getSliceBeginCoords(crops, block.length);
  const sizes = getSliceSize(whole, crops, block.length);
  const ranges = sizes.map((size, axis) => ({
    axis,
    begin: begins[axis] ?? 0,
    end: (begins[axis] ?? 0) + size,
    step: 1,
  }));
  return slice(t, reshape(t, moved, whole), ranges);
}

export const blocks: Kernel[] = [
  kernel<tf.DepthToSpaceInputs, tf.DepthToSpaceAttrs>(tf.DepthToSpace, (t, { x }, { blockSize }) =>
    depthToSpace(t, x, blockSize),
  ),
  kernel<tf.SpaceToBatchNDInputs, tf.SpaceToBatchNDAttrs>(tf.SpaceToBatchND, (t, { x }, { blockShape, paddings }) =>
    spaceToBatch(t, x, blockShape, paddings as [number, number][]),
  ),
  kernel<tf.BatchToSpaceNDInputs, tf.BatchToSpaceNDAttrs>(tf.BatchToSpaceND, (t, { x }, { blockShape, crops }) =>
    batchToSpace(t, x, blockShape, crops),
  ),
];
