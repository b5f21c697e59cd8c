// Matrix products, normalisation, reductions.
import * as tf from '@tensorflow/tfjs';
import { bools } from '../support.ts';
import { type Case, each, picture, positive, real, type T1, type T4, type X, type XY } from './case.ts';

type Norm = Record<'x' | 'm' | 'v' | 's' | 'o', tf.Tensor>;

// prettier-ignore
export const linear: Case[] = [
  ['matMul', { x: real(3, 4), y: real(4, 5) }, ({ x, y }: XY) => tf.matMul(x, y), 2],
  ['matMul, both transposed', { x: real(4, 3), y: real(5, 4) }, ({ x, y }: XY) => tf.matMul(x, y, true, true)],
  ['matMul of batches', { x: real(2, 3, 4), y: real(2, 5, 4) }, ({ x, y }: XY) => tf.matMul(x, y, false, true), 2],
  ['matMul, first transposed, in batches', { x: real(2, 4, 3), y: real(2, 4, 5) }, ({ x, y }: XY) => tf.matMul(x, y, true)],
  ['matMul of a batch with one matrix', { x: real(3, 2, 4), y: real(1, 4, 5) }, ({ x, y }: XY) => tf.matMul(x, y)],
  ['matMul after a transpose', { x: real(4, 3), y: real(4, 5) }, ({ x, y }: XY) => tf.matMul(tf.transpose(x), y)],
  ['dot', { x: real(4), y: real(4) }, ({ x, y }: XY) => tf.dot(x, y)],
  ['outer product', { x: real(4), y: real(3) }, ({ x, y }: XY) => tf.outerProduct(x as T1, y as T1)],
  ['fused with bias', { x: real(3, 4), y: real(4, 5), b: real(5) }, ({ x, y, b }: XY & { b: T1 }) => tf.fused.matMul({ a: x, b: y, bias: b }), 2],
  ['fused with bias and relu', { x: real(3, 4), y: real(4, 5), b: real(5) }, ({ x, y, b }: XY & { b: T1 }) => tf.fused.matMul({ a: x, b: y, bias: b, activation: 'relu' })],
  ['einsum: product', { x: real(3, 4), y: real(4, 5) }, ({ x, y }: XY) => tf.einsum('ij,jk->ik', x, y), 2],
  ['einsum: attention', { x: picture, y: picture }, ({ x, y }: XY) => tf.einsum('nhwc,nhvc->nhwv', x, y)],
  ['einsum: sums of one', { x: real(2, 3, 4) }, ({ x }: X) => tf.einsum('abc->b', x)],
  ['einsum: an axis only one has', { x: real(2, 3, 4), y: real(3, 5) }, ({ x, y }: XY) => tf.einsum('abc,bd->da', x, y)],
  ['batchNorm per channel', { x: picture, m: real(4), v: positive(4), s: real(4), o: real(4) }, ({ x, m, v, s, o }: Norm) => tf.batchNorm(x as T4, m as T1, v as T1, o as T1, s as T1, 1e-3)],
  ['batchNorm of vectors', { x: real(3, 4), m: real(4), v: positive(4) }, ({ x, m, v }: XY & { m: tf.Tensor; v: tf.Tensor }) => tf.batchNorm(x, m, v), 0], // TF.js's gradient needs a scale
];

// prettier-ignore
export const reduction: Case[] = [
  ...each(picture, {
    sum: (x) => tf.sum(x), 'sum over space': (x) => tf.sum(x, [1, 2]), 'mean, dimensions kept': (x) => tf.mean(x, [1, 2], true),
  }),
  ...each(picture, {
    'max over channels': (x) => tf.max(tf.square(x), 3), min: (x) => tf.min(tf.square(x), -2), variance: (x) => tf.moments(x, [1, 2]).variance,
    norm: (x) => tf.norm(x, 2, 3), 'norm of all': (x) => tf.norm(x), 'norm 1': (x) => tf.norm(x, 1, [1, 2]), logSumExp: (x) => tf.logSumExp(x, 3),
  }, 2),
  ...each(positive(2, 3, 4), { prod: (x) => tf.prod(x, 2), 'prod of an inner axis': (x) => tf.prod(x, 1), 'prod of all': (x) => tf.prod(x) }),
  ...each(picture, { argMax: (x) => tf.argMax(x, 3), argMin: (x) => tf.argMin(x, 1) }, 0),
  ['all', { x: bools(3, 4) }, ({ x }: X) => tf.all(x, 1), 0],
  ['any', { x: bools(3, 4) }, ({ x }: X) => tf.any(x), 0],
  ['where any or all are large', { x: picture }, ({ x }: X) => [tf.any(tf.greater(x, 1.61), 3, true), tf.all(tf.greater(x, -1.37), 3, true)].map((mask) => tf.mul(tf.square(x), tf.cast(mask, 'float32'))), 2],
  ['sum of booleans', { x: bools(3, 4) }, ({ x }: X) => tf.sum(x), 0],
];
