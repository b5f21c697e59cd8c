// Moving elements: shapes, slices, padding, blocks.
import * as tf from '@tensorflow/tfjs';
import { type Case, type Picture, picture, real, type X, type XY } from './case.ts';

// prettier-ignore
export const shape: Case[] = [
  ['concat of channels', { x: picture, y: real(2, 5, 6, 3) }, ({ x, y }: XY) => tf.concat([x, y], 3)],
  ['concat of rows', { x: picture, y: real(2, 3, 6, 4) }, ({ x, y }: XY) => tf.concat([x, y], 1)],
  ['stack and unstack', { x: real(3, 4), y: real(3, 4) }, ({ x, y }: XY) => tf.unstack(tf.stack([x, y], 1), 0)],
  ['split', { x: picture }, ({ x }: X) => tf.split(x, [1, 3], 3)],
  ['slice', { x: picture }, ({ x }: X) => tf.slice(x, [0, 1, 2, 1], [2, 3, -1, 2]), 2],
  ['strided slice, backwards too', { x: picture }, ({ x }: X) => tf.stridedSlice(x, [0, 4, 0, 0], [2, 0, 6, 4], [1, -2, 2, 3]), 2],
  ['strided slice that leaves ends', { x: picture }, ({ x }: X) => tf.stridedSlice(x, [0, 1, 1, 1], [2, 5, 6, 4], [1, 3, 2, 1])],
  ['strided slice that drops an axis', { x: picture }, ({ x }: X) => tf.stridedSlice(x, [0, 1], [2, 2], [1, 1], 0, 0, 0, 0, 2)],
  ['strided slice that adds an axis', { x: real(4, 5) }, ({ x }: X) => tf.stridedSlice(x, [0, 0, 1], [4, 0, 5], [2, 1, 2], 0, 0, 0, 2, 0)],
  ['reverse', { x: picture }, ({ x }: X) => tf.reverse(x, [1, 3])],
  ['flip left to right', { x: picture }, ({ x }: Picture) => tf.image.flipLeftRight(x), 2],
  ['tile', { x: picture }, ({ x }: X) => tf.tile(x, [1, 2, 1, 3]), 2],
  ['tile of rank 5', { x: real(1, 2, 1, 2, 2) }, ({ x }: X) => tf.tile(x, [1, 2, 3, 1, 2])],
  ['broadcastTo', { x: real(2, 1, 1, 4) }, ({ x }: X) => tf.broadcastTo(x, [2, 5, 6, 4])],
  ['transpose', { x: picture }, ({ x }: X) => tf.transpose(x, [2, 0, 3, 1])],
  ['transpose twice', { x: picture }, ({ x }: X) => tf.add(tf.transpose(tf.transpose(x, [0, 3, 1, 2]), [0, 2, 3, 1]), x)],
  ['reshape that splits', { x: picture }, ({ x }: X) => tf.reshape(x, [2, 5, 2, 3, 2, 2])],
  ['reshape that merges', { x: picture }, ({ x }: X) => tf.reshape(x, [10, 24])],
  ['reshape across axes', { x: picture }, ({ x }: X) => tf.reshape(x, [4, 3, 20])],
  ['reshape with ones', { x: real(1, 5, 1, 4) }, ({ x }: X) => tf.reshape(tf.squeeze(x), [5, 1, 4, 1, 1])],
  ['reshape to a scalar', { x: real(1, 1, 1, 1) }, ({ x }: X) => tf.reshape(tf.square(tf.avgPool(x as tf.Tensor4D, 1, 1, 'valid')), [])],
  ['flatten', { x: picture }, ({ x }: X) => tf.reshape(x, [-1])],
  ['expandDims', { x: real(3, 4) }, ({ x }: X) => tf.expandDims(x, -1)],
];

// prettier-ignore
export const padding: Case[] = [
  ['constant', { x: picture }, ({ x }: X) => tf.pad(x, [[0, 0], [1, 2], [0, 3], [1, 0]], 0.5), 2],
  ['reflect', { x: picture }, ({ x }: X) => tf.mirrorPad(x, [[0, 0], [3, 2], [1, 4], [0, 0]], 'reflect'), 2],
  ['reflect by one', { x: picture }, ({ x }: X) => tf.mirrorPad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], 'reflect')],
  ['reflect at one side', { x: picture }, ({ x }: X) => tf.mirrorPad(x, [[0, 0], [0, 2], [2, 0], [0, 0]], 'reflect')],
  ['reflect all there is', { x: picture }, ({ x }: X) => tf.mirrorPad(x, [[0, 0], [4, 4], [5, 0], [0, 0]], 'reflect')],
  ['symmetric', { x: picture }, ({ x }: X) => tf.mirrorPad(x, [[0, 0], [3, 2], [0, 4], [0, 0]], 'symmetric'), 2],
  ['symmetric by one', { x: picture }, ({ x }: X) => tf.mirrorPad(x, [[0, 0], [1, 1], [1, 0], [0, 0]], 'symmetric')],
];

// prettier-ignore
export const blocks: Case[] = [
  ['depthToSpace', { x: real(1, 3, 4, 12) }, ({ x }: Picture) => tf.depthToSpace(x, 2, 'NHWC'), 2],
  ['pixel shuffle, channel first', { x: real(1, 3, 4, 12) }, ({ x }: X) => tf.reshape(tf.transpose(tf.reshape(x, [1, 3, 4, 3, 2, 2]), [0, 1, 4, 2, 5, 3]), [1, 6, 8, 3])],
  ['pixel shuffle, channel last', { x: real(1, 3, 4, 12) }, ({ x }: X) => tf.reshape(tf.transpose(tf.reshape(x, [1, 3, 4, 2, 2, 3]), [0, 1, 3, 2, 4, 5]), [1, 6, 8, 3])],
  ['pixel unshuffle', { x: real(1, 6, 8, 3) }, ({ x }: X) => tf.reshape(tf.transpose(tf.reshape(x, [1, 3, 2, 4, 2, 3]), [0, 1, 3, 2, 4, 5]), [1, 3, 4, 12])],
  ['space to batch', { x: real(2, 5, 6, 3) }, ({ x }: X) => tf.spaceToBatchND(x, [2, 3], [[0, 1], [1, 2]]), 2],
  ['batch to space', { x: real(12, 3, 2, 3) }, ({ x }: X) => tf.batchToSpaceND(x, [2, 3], [[1, 0], [0, 2]])],
];
