// One result per element: activations, arithmetic, comparisons, choices, casts.
import * as tf from '@tensorflow/tfjs';
import { bools, ints } from '../support.ts';
import { type Case, each, eachPair, type Picture, picture, positive, real, unit, type X, type XY } from './case.ts';

type Choice = XY & { c: tf.Tensor };

// prettier-ignore
export const activation: Case[] = [
  ...each(picture, {
    relu: tf.relu, relu6: (x) => tf.relu6(tf.mul(x, 3.5)), sigmoid: tf.sigmoid, tanh: tf.tanh, elu: tf.elu, selu: tf.selu,
    softplus: tf.softplus, leakyRelu: (x) => tf.leakyRelu(x, 0.15), clipByValue: (x) => tf.clipByValue(x, -0.5, 1.3),
    softmax: (x) => tf.softmax(x), swish: (x) => tf.mul(x, tf.sigmoid(x)),
    gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    'leaky step of a square': (x) => tf.square(tf.leakyRelu(x, 0.2)), 'relu of a square': (x) => tf.square(tf.relu(x)),
  }, 2),
  ...each(picture, { logSoftmax: (x) => tf.logSoftmax(x) }),
  ['prelu, a slope per channel', { x: picture, a: unit(4) }, ({ x, a }: Picture) => tf.prelu<tf.Tensor>(x, a), 2],
  ['clip of whole numbers', { x: ints(-9, 9, 3, 4) }, ({ x }: X) => tf.clipByValue(x, -3, 4), 0],
];

// prettier-ignore
export const elementwise: Case[] = [
  ...each(picture, {
    abs: tf.abs, neg: tf.neg, square: tf.square, exp: tf.exp, sin: tf.sin, cos: tf.cos, atan: tf.atan, sinh: tf.sinh, cosh: tf.cosh,
    'square of abs': (x) => tf.square(tf.abs(x)),
  }, 2),
  ...each(picture, { expm1: tf.expm1, asinh: tf.asinh, erf: tf.erf, clone: (x) => tf.clone(x) }),
  ...each(unit(2, 5, 6, 4), { tan: tf.tan }),
  ...each(picture, {
    sign: tf.sign, floor: tf.floor, ceil: tf.ceil, step: (x) => tf.step(x, 0.2), isNaN: tf.isNaN, isInf: tf.isInf, isFinite: tf.isFinite,
    'isFinite of infinities': (x) => tf.isFinite(tf.div(1, tf.relu(x))), zerosLike: tf.zerosLike, onesLike: tf.onesLike,
    'round, halves to even': (x) => tf.round(tf.div(tf.round(tf.mul(x, 4)), 2)),
  }, 0),
  ...each(positive(2, 5, 6, 4), { log: tf.log, sqrt: tf.sqrt, rsqrt: tf.rsqrt, reciprocal: tf.reciprocal }, 2),
  ...each(positive(2, 5, 6, 4), { log1p: tf.log1p, acosh: (x) => tf.acosh(tf.add(x, 1)) }),
  ...each(unit(2, 5, 6, 4), { asin: tf.asin, acos: tf.acos, atanh: tf.atanh }),
  ...eachPair(picture, real(2, 5, 6, 4), {
    add: tf.add, sub: tf.sub, mul: tf.mul, maximum: tf.maximum, minimum: tf.minimum, squaredDifference: tf.squaredDifference,
  }, 2),
  ...eachPair(real(2, 5, 6, 4), positive(2, 5, 6, 4), { div: tf.div }, 2),
  ...eachPair(real(2, 5, 6, 4), positive(2, 5, 6, 4), { mod: tf.mod, atan2: tf.atan2 }),
  ...eachPair(real(5, 6), real(5, 6), { 'atan2 all around': tf.atan2 }),
  ...eachPair(ints(-1, 1, 5, 6), ints(-1, 1, 5, 6), { 'atan2 on the axes': (x, y) => tf.atan2(tf.cast(x, 'float32'), tf.cast(y, 'float32')) }, 0),
  ...eachPair(positive(3, 4), real(3, 4), { pow: tf.pow }, 2),
  ...eachPair(ints(-9, 9, 4, 5), ints(1, 4, 4, 5), { 'floorDiv of whole numbers': tf.floorDiv, 'add of whole numbers': tf.add }, 0),
  ...eachPair(ints(0, 2, 4, 5), ints(0, 2, 4, 5), {
    equal: tf.equal, notEqual: tf.notEqual, greater: tf.greater, greaterEqual: tf.greaterEqual, less: tf.less,
    lessEqual: tf.lessEqual,
  }, 0),
  ...eachPair(bools(4, 5), bools(4, 5), { logicalAnd: tf.logicalAnd, logicalOr: tf.logicalOr, logicalXor: tf.logicalXor }, 0),
  ['logicalNot', { x: bools(4, 5) }, ({ x }: X) => tf.logicalNot(x), 0],
  ['addN', { x: picture, y: picture }, ({ x, y }: XY) => tf.addN([x, y, x])],
  ['broadcast per channel', { x: picture, y: real(4) }, ({ x, y }: XY) => tf.mul(x, y)],
  ['broadcast per row', { x: picture, y: real(5, 1, 1) }, ({ x, y }: XY) => tf.add(x, y)],
  ['broadcast both ways', { x: real(3, 1, 4), y: real(2, 1) }, ({ x, y }: XY) => tf.sub(x, y)],
  ['number on the left', { x: picture }, ({ x }: X) => tf.sub(1, x)],
  ['cast to whole numbers', { x: picture }, ({ x }: X) => tf.cast(x, 'int32'), 0],
  ['cast from booleans', { x: bools(3, 3) }, ({ x }: X) => tf.cast(x, 'float32'), 0],
  ['where', { c: bools(2, 5, 6, 4), x: picture, y: picture }, ({ c, x, y }: Choice) => tf.where(c, x, y)],
  ['where a comparison holds', { x: picture, y: picture }, ({ x, y }: XY) => tf.where(tf.greater(x, y), tf.square(x), tf.mul(y, x)), 2],
  ['where several comparisons hold', { x: picture }, ({ x }: X) => tf.where(tf.logicalOr(tf.logicalAnd(tf.less(x, 1), tf.lessEqual(-1, x)), tf.logicalNot(tf.notEqual(x, x.reverse(0)))), tf.square(x), x), 2],
  ['fill', { x: picture }, ({ x }: X) => tf.add(x, tf.fill([4], 0.5))],
  ['range and linspace', { x: real(5) }, ({ x }: X) => tf.add(tf.mul(x, tf.range(0, 5)), tf.linspace(-1, 1, 5))],
  ['range of whole numbers, backwards', { x: ints(0, 9, 4) }, ({ x }: X) => tf.add(x, tf.range(6, -2, -2, 'int32')), 0],
];
