// Picking and adding up by index, running sums, sorting.
import * as tf from '@tensorflow/tfjs';
import { ints } from '../support.ts';
import { type Case, picture, positive, real, type T1, type X, type XI, type XY } from './case.ts';

const i32 = (i: tf.Tensor) => tf.cast(i, 'int32');

// prettier-ignore
export const gathering: Case[] = [
  ['rows', { x: real(5, 3), i: ints(0, 4, 4) }, ({ x, i }: XI) => tf.gather(x, i), 2],
  ['an embedding of a batch', { x: real(7, 3), i: ints(0, 6, 2, 4) }, ({ x, i }: XI) => tf.gather(x, i)],
  ['channels', { x: picture, i: ints(0, 3, 6) }, ({ x, i }: XI) => tf.gather(x, i, 3)],
  ['rows of pictures, by a table', { x: picture, i: ints(0, 4, 2, 3) }, ({ x, i }: XI) => tf.gather(x, i, 1)],
  ['positions, different for each picture', { x: real(3, 8, 4), i: ints(0, 7, 3, 5) }, ({ x, i }: XI) => tf.gather(x, i, 1, 1), 2],
  ['a later axis in batches', { x: real(2, 3, 5, 4), i: ints(0, 4, 2, 6) }, ({ x, i }: XI) => tf.gather(x, i, 2, 1)],
  ['many rows of a long table', { x: real(3000, 2), i: ints(0, 2999, 600) }, ({ x, i }: XI) => tf.gather(x, i)],
  ['points', { x: real(4, 5, 3), i: ints(0, 3, 6, 2) }, ({ x, i }: XI) => tf.gatherND(x, i), 2],
  ['one-hot', { i: ints(0, 4, 2, 3), x: real(5) }, ({ i, x }: XI) => tf.mul(tf.oneHot(i, 5), x)],
  ['one-hot with other values and gaps', { i: ints(-2, 6, 7) }, ({ i }: XI) => tf.oneHot(i, 5, 0.9, -0.1), 0],
  ['segment sum', { x: real(6, 3), i: ints(0, 3, 6) }, ({ x, i }: XI) => tf.unsortedSegmentSum(x, i as T1, 4), 2],
  ['segment sum of whole numbers', { x: ints(-5, 5, 6, 2), i: ints(0, 3, 6) }, ({ x, i }: XI) => tf.unsortedSegmentSum(x, i as T1, 4), 0],
  ['segment sum of pictures, some left out', { x: real(6, 2, 3, 2), i: ints(-1, 3, 6) }, ({ x, i }: XI) => tf.unsortedSegmentSum(x, i as T1, 3), 0],
  ['scatter, some twice', { x: real(6, 3), i: ints(0, 3, 6, 2) }, ({ x, i }: XI) => tf.scatterND(i32(i), x, [4, 4, 3]), 2],
  ['update', { x: real(6, 3), y: real(2, 3) }, ({ x, y }: XY) => tf.tensorScatterUpdate(tf.add(x, 0), tf.tensor2d([[4], [1]], [2, 1], 'int32'), y), 2],
];

// prettier-ignore
export const running: Case[] = [
  ['cumsum', { x: real(3, 5) }, ({ x }: X) => tf.cumsum(x, 1), 2],
  ['cumsum of rows, exclusive', { x: picture }, ({ x }: X) => tf.cumsum(x, 1, true)],
  ['cumsum from the end', { x: picture }, ({ x }: X) => tf.cumsum(x, 3, false, true)],
  ['cumsum of whole numbers', { x: ints(-5, 5, 2, 6) }, ({ x }: X) => tf.cumsum(x, 1, true, true), 0],
  ['cumprod', { x: positive(2, 3, 4, 5) }, ({ x }: X) => tf.cumprod(x, 3)],
  ['cumprod of columns, exclusive', { x: positive(2, 3, 6, 2) }, ({ x }: X) => tf.cumprod(x, 2, true)],
  ['cumprod from the end', { x: positive(2, 3, 4, 5) }, ({ x }: X) => tf.cumprod(x, 1, true, true)],
  ['largest three', { x: picture }, ({ x }: X) => { const { values, indices } = tf.topk(x, 3); return [values, indices]; }, 2],
  ['largest of equal ones', { x: ints(0, 3, 4, 8) }, ({ x }: X) => { const { values, indices } = tf.topk(x, 5); return [values, indices]; }, 0],
];
