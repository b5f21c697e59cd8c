// Every kernel against TF.js's own CPU backend: one line is one case. Pictures are tried in both layouts.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { between, bools, disagreement, type Fn, ints, type Spec } from './support.ts';

type T4 = tf.Tensor4D;
type T1 = tf.Tensor1D;
type XY = { x: tf.Tensor; y: tf.Tensor };
type Picture = { x: T4; w: T4; b: T1; a: T1 };

const real = (...shape: number[]) => between(-2, 2, ...shape);
const positive = (...shape: number[]) => between(0.1, 3, ...shape);
const unit = (...shape: number[]) => between(-0.9, 0.9, ...shape);
const picture = real(2, 5, 6, 4);

/** The same line for many functions of one tensor. */
const each = (spec: Spec, fns: Record<string, (x: tf.Tensor) => tf.Tensor>): [string, Record<string, Spec>, Fn][] =>
  Object.entries(fns).map(([name, fn]) => [name, { x: spec }, ({ x }: { x: tf.Tensor }) => fn(x)]);
const eachPair = (
  x: Spec,
  y: Spec,
  fns: Record<string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor>,
): [string, Record<string, Spec>, Fn][] =>
  Object.entries(fns).map(([name, fn]) => [name, { x, y }, (of: XY) => fn(of.x, of.y)]);

// One line is one case.
// prettier-ignore
const families: Record<string, [name: string, inputs: Record<string, Spec>, fn: Fn][]> = {
  convolution: [
    ['same', { x: real(1, 6, 7, 3), w: real(3, 3, 3, 4) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'same')],
    ['valid', { x: real(2, 6, 7, 3), w: real(3, 2, 3, 4) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'valid')],
    ['stride 2, same, odd size', { x: real(1, 7, 9, 3), w: real(3, 3, 3, 4) }, ({ x, w }: Picture) => tf.conv2d(x, w, 2, 'same')],
    ['stride 2, same, even size', { x: real(1, 8, 6, 3), w: real(4, 4, 3, 2) }, ({ x, w }: Picture) => tf.conv2d(x, w, 2, 'same')],
    ['dilated', { x: real(1, 9, 9, 2), w: real(3, 3, 2, 3) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'same', 'NHWC', 2)],
    ['explicit padding', { x: real(1, 5, 6, 2), w: real(3, 3, 2, 3) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, [[0, 0], [2, 1], [0, 2], [0, 0]])],
    ['1×1', { x: picture, w: real(1, 1, 4, 8) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 0)],
    ['depthwise', { x: real(1, 6, 6, 3), w: real(3, 3, 3, 1) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 1, 'same')],
    ['depthwise, two per channel, stride 2', { x: real(1, 7, 6, 3), w: real(3, 3, 3, 2) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 2, 'valid')],
    ['separable', { x: real(1, 6, 6, 3), w: real(3, 3, 3, 2), p: real(1, 1, 6, 4) }, ({ x, w, p }: Picture & { p: T4 }) => tf.separableConv2d(x, w, p, 1, 'same')],
    ['transposed, stride 2', { x: real(1, 4, 5, 6), w: real(4, 4, 3, 6) }, ({ x, w }: Picture) => tf.conv2dTranspose(x, w, [1, 8, 10, 3], 2, 'same')],
    ['transposed, stride 2, odd result', { x: real(1, 4, 5, 6), w: real(3, 3, 3, 6) }, ({ x, w }: Picture) => tf.conv2dTranspose(x, w, [1, 7, 9, 3], 2, 'same')],
    ['transposed, stride 1', { x: real(1, 4, 5, 6), w: real(3, 3, 2, 6) }, ({ x, w }: Picture) => tf.conv2dTranspose(x, w, [1, 4, 5, 2], 1, 'same')],
    ...(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const).map((activation): [string, Record<string, Spec>, Fn] => [
      `fused with bias and ${activation}`,
      { x: real(1, 5, 6, 3), w: real(3, 3, 3, 4), b: real(4) },
      ({ x, w, b }: Picture) => tf.fused.conv2d({ x, filter: w, strides: 1, pad: 'same', bias: b, activation, leakyreluAlpha: 0.3 }),
    ]),
    ['fused with prelu', { x: real(1, 5, 6, 3), w: real(3, 3, 3, 4), b: real(4), a: unit(4) }, ({ x, w, b, a }: Picture) => tf.fused.conv2d({ x, filter: w, strides: 1, pad: 'same', bias: b, activation: 'prelu', preluActivationWeights: a })],
    ['fused depthwise', { x: real(1, 5, 6, 3), w: real(3, 3, 3, 1), b: real(3) }, ({ x, w, b }: Picture) => tf.fused.depthwiseConv2d({ x, filter: w, strides: 1, pad: 'same', bias: b, activation: 'relu6' })],
  ],
  activation: [
    ...each(picture, {
      relu: tf.relu, relu6: (x) => tf.relu6(tf.mul(x, 5)), sigmoid: tf.sigmoid, tanh: tf.tanh, elu: tf.elu, selu: tf.selu,
      softplus: tf.softplus, leakyRelu: (x) => tf.leakyRelu(x, 0.15), clipByValue: (x) => tf.clipByValue(x, -0.5, 1.25),
      softmax: (x) => tf.softmax(x), logSoftmax: (x) => tf.logSoftmax(x),
    }),
    ['prelu, a slope per channel', { x: picture, a: unit(4) }, ({ x, a }: Picture) => tf.prelu<tf.Tensor>(x, a)],
    ['clip of whole numbers', { x: ints(-9, 9, 3, 4) }, ({ x }: XY) => tf.clipByValue(x, -3, 4)],
  ],
  elementwise: [
    ...each(picture, {
      abs: tf.abs, neg: tf.neg, sign: tf.sign, floor: tf.floor, ceil: tf.ceil, square: tf.square, exp: tf.exp, expm1: tf.expm1,
      sin: tf.sin, cos: tf.cos, tan: tf.tan, atan: tf.atan, sinh: tf.sinh, cosh: tf.cosh, asinh: tf.asinh, erf: tf.erf,
      step: (x) => tf.step(x, 0.2), isNaN: tf.isNaN, isInf: tf.isInf, zerosLike: tf.zerosLike, onesLike: tf.onesLike,
      'round, halves to even': (x) => tf.round(tf.div(tf.round(tf.mul(x, 4)), 2)), clone: (x) => tf.clone(x),
    }),
    ...each(positive(2, 5, 6, 4), {
      log: tf.log, log1p: tf.log1p, sqrt: tf.sqrt, rsqrt: tf.rsqrt, reciprocal: tf.reciprocal,
      acosh: (x) => tf.acosh(tf.add(x, 1)),
    }),
    ...each(unit(2, 5, 6, 4), { asin: tf.asin, acos: tf.acos, atanh: tf.atanh }),
    ...eachPair(picture, real(2, 5, 6, 4), {
      add: tf.add, sub: tf.sub, mul: tf.mul, maximum: tf.maximum, minimum: tf.minimum, squaredDifference: tf.squaredDifference,
    }),
    ...eachPair(real(2, 5, 6, 4), positive(2, 5, 6, 4), { div: tf.div, mod: tf.mod }),
    ...eachPair(positive(3, 4), real(3, 4), { pow: tf.pow }),
    ...eachPair(ints(-9, 9, 4, 5), ints(1, 4, 4, 5), { 'floorDiv of whole numbers': tf.floorDiv, 'add of whole numbers': tf.add }),
    ...eachPair(ints(0, 2, 4, 5), ints(0, 2, 4, 5), {
      equal: tf.equal, notEqual: tf.notEqual, greater: tf.greater, greaterEqual: tf.greaterEqual, less: tf.less,
      lessEqual: tf.lessEqual,
    }),
    ...eachPair(bools(4, 5), bools(4, 5), { logicalAnd: tf.logicalAnd, logicalOr: tf.logicalOr, logicalXor: tf.logicalXor }),
    ['logicalNot', { x: bools(4, 5) }, ({ x }: XY) => tf.logicalNot(x)],
    ['addN', { x: picture, y: picture }, ({ x, y }: XY) => tf.addN([x, y, x])],
    ['broadcast per channel', { x: picture, y: real(4) }, ({ x, y }: XY) => tf.mul(x, y)],
    ['broadcast per row', { x: picture, y: real(5, 1, 1) }, ({ x, y }: XY) => tf.add(x, y)],
    ['broadcast both ways', { x: real(3, 1, 4), y: real(2, 1) }, ({ x, y }: XY) => tf.sub(x, y)],
    ['number on the left', { x: picture }, ({ x }: XY) => tf.sub(1, x)],
    ['cast to whole numbers', { x: picture }, ({ x }: XY) => tf.cast(x, 'int32')],
    ['cast from booleans', { x: bools(3, 3) }, ({ x }: XY) => tf.cast(x, 'float32')],
    ['where', { c: bools(2, 5, 6, 4), x: picture, y: picture }, ({ c, x, y }: XY & { c: tf.Tensor }) => tf.where(c, x, y)],
    ['fill', { x: picture }, ({ x }: XY) => tf.add(x, tf.fill([4], 0.5))],
  ],
  shape: [
    ['concat of channels', { x: picture, y: real(2, 5, 6, 3) }, ({ x, y }: XY) => tf.concat([x, y], 3)],
    ['concat of rows', { x: picture, y: real(2, 3, 6, 4) }, ({ x, y }: XY) => tf.concat([x, y], 1)],
    ['stack and unstack', { x: real(3, 4), y: real(3, 4) }, ({ x, y }: XY) => tf.unstack(tf.stack([x, y], 1), 0)],
    ['split', { x: picture }, ({ x }: XY) => tf.split(x, [1, 3], 3)],
    ['slice', { x: picture }, ({ x }: XY) => tf.slice(x, [0, 1, 2, 1], [2, 3, -1, 2])],
    ['strided slice, backwards too', { x: picture }, ({ x }: XY) => tf.stridedSlice(x, [0, 4, 0, 0], [2, 0, 6, 4], [1, -2, 2, 3])],
    ['strided slice that drops an axis', { x: picture }, ({ x }: XY) => tf.stridedSlice(x, [0, 1], [2, 2], [1, 1], 0, 0, 0, 0, 2)],
    ['reverse', { x: picture }, ({ x }: XY) => tf.reverse(x, [1, 3])],
    ['pad', { x: picture }, ({ x }: XY) => tf.pad( x, [[0, 0], [1, 2], [0, 3], [1, 0]], 0.5, )],
    ['mirror pad, reflect', { x: picture }, ({ x }: XY) => tf.mirrorPad( x, [[0, 0], [3, 2], [1, 4], [0, 0]], 'reflect', )],
    ['mirror pad, symmetric', { x: picture }, ({ x }: XY) => tf.mirrorPad( x, [[0, 0], [3, 2], [0, 4], [0, 0]], 'symmetric', )],
    ['mirror pad, symmetric by one', { x: picture }, ({ x }: XY) => tf.mirrorPad( x, [[0, 0], [1, 1], [1, 0], [0, 0]], 'symmetric', )],
    ['tile', { x: picture }, ({ x }: XY) => tf.tile(x, [1, 2, 1, 3])],
    ['transpose', { x: picture }, ({ x }: XY) => tf.transpose(x, [2, 0, 3, 1])],
    ['transpose twice', { x: picture }, ({ x }: XY) => tf.add(tf.transpose(tf.transpose(x, [0, 3, 1, 2]), [0, 2, 3, 1]), x)],
    ['reshape that splits', { x: picture }, ({ x }: XY) => tf.reshape(x, [2, 5, 2, 3, 2, 2])],
    ['reshape that merges', { x: picture }, ({ x }: XY) => tf.reshape(x, [10, 24])],
    ['reshape across axes', { x: picture }, ({ x }: XY) => tf.reshape(x, [4, 3, 20])],
    ['reshape with ones', { x: real(1, 5, 1, 4) }, ({ x }: XY) => tf.reshape(tf.squeeze(x), [5, 1, 4, 1, 1])],
    ['flatten', { x: picture }, ({ x }: XY) => tf.reshape(x, [-1])],
    ['expandDims', { x: real(3, 4) }, ({ x }: XY) => tf.expandDims(x, -1)],
    ['depthToSpace', { x: real(1, 3, 4, 12) }, ({ x }: Picture) => tf.depthToSpace(x, 2, 'NHWC')],
    ['pixel shuffle, channel first', { x: real(1, 3, 4, 12) }, ({ x }: XY) => tf.reshape(tf.transpose(tf.reshape(x, [1, 3, 4, 3, 2, 2]), [0, 1, 4, 2, 5, 3]), [1, 6, 8, 3])],
    ['pixel shuffle, channel last', { x: real(1, 3, 4, 12) }, ({ x }: XY) => tf.reshape(tf.transpose(tf.reshape(x, [1, 3, 4, 2, 2, 3]), [0, 1, 3, 2, 4, 5]), [1, 6, 8, 3])],
  ],
  reduction: [
    ...each(picture, {
      sum: (x) => tf.sum(x), 'sum over space': (x) => tf.sum(x, [1, 2]), 'mean, dimensions kept': (x) => tf.mean(x, [1, 2], true),
      'max over channels': (x) => tf.max(x, 3), min: (x) => tf.min(x, -2), prod: (x) => tf.prod(x, 3),
      argMax: (x) => tf.argMax(x, 3), argMin: (x) => tf.argMin(x, 1), variance: (x) => tf.moments(x, [1, 2]).variance, norm: (x) => tf.norm(x, 2, 3),
      logSumExp: (x) => tf.logSumExp(x, 3),
    }),
    ['all', { x: bools(3, 4) }, ({ x }: XY) => tf.all(x, 1)],
    ['any', { x: bools(3, 4) }, ({ x }: XY) => tf.any(x)],
    ['sum of booleans', { x: bools(3, 4) }, ({ x }: XY) => tf.sum(x)],
  ],
  pooling: [
    ['max', { x: picture }, ({ x }: Picture) => tf.maxPool(x, 2, 2, 'valid')],
    ['max, same, overlapping', { x: real(1, 7, 7, 3) }, ({ x }: Picture) => tf.maxPool(x, 3, 2, 'same')],
    ['mean', { x: picture }, ({ x }: Picture) => tf.avgPool(x, [2, 3], [2, 3], 'valid')],
    ['mean, padding not counted', { x: real(1, 7, 7, 3) }, ({ x }: Picture) => tf.avgPool(x, 3, 2, 'same')],
  ],
  resize: [
    ['nearest by 2', { x: picture }, ({ x }: Picture) => tf.image.resizeNearestNeighbor(x, [10, 12])],
    ['nearest, uneven', { x: picture }, ({ x }: Picture) => tf.image.resizeNearestNeighbor(x, [7, 4])],
    ['nearest, half pixels', { x: picture }, ({ x }: Picture) => tf.image.resizeNearestNeighbor(x, [12, 9], false, true)],
    ['nearest, corners', { x: picture }, ({ x }: Picture) => tf.image.resizeNearestNeighbor(x, [9, 11], true)],
    ['bilinear by 2', { x: picture }, ({ x }: Picture) => tf.image.resizeBilinear(x, [10, 12])],
    ['bilinear, half pixels', { x: picture }, ({ x }: Picture) => tf.image.resizeBilinear(x, [13, 9], false, true)],
    ['bilinear, corners', { x: picture }, ({ x }: Picture) => tf.image.resizeBilinear(x, [9, 11], true)],
    ['bilinear, smaller', { x: picture }, ({ x }: Picture) => tf.image.resizeBilinear(x, [3, 4], false, true)],
  ],
  linear: [
    ['matMul', { x: real(3, 4), y: real(4, 5) }, ({ x, y }: XY) => tf.matMul(x, y)],
    ['matMul, both transposed', { x: real(4, 3), y: real(5, 4) }, ({ x, y }: XY) => tf.matMul(x, y, true, true)],
    ['matMul of batches', { x: real(2, 3, 4), y: real(2, 5, 4) }, ({ x, y }: XY) => tf.matMul(x, y, false, true)],
    ['matMul after a transpose', { x: real(4, 3), y: real(4, 5) }, ({ x, y }: XY) => tf.matMul(tf.transpose(x), y)],
    ['fused with bias and relu', { x: real(3, 4), y: real(4, 5), b: real(5) }, ({ x, y, b }: XY & { b: T1 }) => tf.fused.matMul({ a: x, b: y, bias: b, activation: 'relu' })],
    ['batchNorm per channel', { x: picture, m: real(4), v: positive(4), s: real(4), o: real(4) }, ({ x, m, v, s, o }: Record<'x' | 'm' | 'v' | 's' | 'o', tf.Tensor>) => tf.batchNorm(x as T4, m as T1, v as T1, o as T1, s as T1, 1e-3)],
    ['batchNorm of vectors', { x: real(3, 4), m: real(4), v: positive(4) }, ({ x, m, v }: XY & { m: tf.Tensor; v: tf.Tensor }) => tf.batchNorm(x, m, v)],
  ],
};

describe.each(Object.entries(families))('%s', (_, cases) => {
  test.each(cases)('%s', async (_name, inputs, fn) => {
    expect(await disagreement(inputs, fn, 'channels-last')).toBeLessThanOrEqual(1e-4);
    expect(await disagreement(inputs, fn, 'channels-first')).toBeLessThanOrEqual(1e-4);
  });
});
