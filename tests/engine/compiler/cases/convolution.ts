// Convolutions: plain, dilated, depthwise, transposed, fused.
import * as tf from '@tensorflow/tfjs';
import { type Case, type Picture, picture, real, type T4, unit } from './case.ts';

// One line is one case.
// prettier-ignore
export const convolution: Case[] = [
  ['same', { x: real(1, 6, 7, 3), w: real(3, 3, 3, 4) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'same'), 2],
  ['valid', { x: real(2, 6, 7, 3), w: real(3, 2, 3, 4) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'valid')],
  ['stride 2, same, odd size', { x: real(1, 7, 9, 3), w: real(3, 3, 3, 4) }, ({ x, w }: Picture) => tf.conv2d(x, w, 2, 'same')],
  ['stride 2, same, even size', { x: real(1, 8, 6, 3), w: real(4, 4, 3, 2) }, ({ x, w }: Picture) => tf.conv2d(x, w, 2, 'same'), 2],
  ['stride 2, valid, a row left over', { x: real(1, 8, 7, 3), w: real(3, 3, 3, 2) }, ({ x, w }: Picture) => tf.conv2d(x, w, 2, 'valid')],
  ['strides that differ', { x: real(1, 8, 9, 2), w: real(3, 3, 2, 2) }, ({ x, w }: Picture) => tf.conv2d(x, w, [2, 3], 'same')],
  ['dilated', { x: real(1, 9, 9, 2), w: real(3, 3, 2, 3) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'same', 'NHWC', 2), 2],
  ['dilated, valid', { x: real(1, 9, 8, 2), w: real(3, 2, 2, 3) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'valid', 'NHWC', [2, 3])],
  ['explicit padding', { x: real(1, 5, 6, 2), w: real(3, 3, 2, 3) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, [[0, 0], [2, 1], [0, 2], [0, 0]])],
  ['1×1', { x: picture, w: real(1, 1, 4, 8) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 0)],
  ['the whole picture', { x: real(2, 4, 4, 3), w: real(4, 4, 3, 2) }, ({ x, w }: Picture) => tf.conv2d(x, w, 1, 'valid')],
  ['transposed, stride 2', { x: real(1, 4, 5, 6), w: real(4, 4, 3, 6) }, ({ x, w }: Picture) => tf.conv2dTranspose(x, w, [1, 8, 10, 3], 2, 'same'), 2],
  ['transposed, stride 2, odd result', { x: real(1, 4, 5, 6), w: real(3, 3, 3, 6) }, ({ x, w }: Picture) => tf.conv2dTranspose(x, w, [1, 7, 9, 3], 2, 'same')],
  ['transposed, stride 1', { x: real(1, 4, 5, 6), w: real(3, 3, 2, 6) }, ({ x, w }: Picture) => tf.conv2dTranspose(x, w, [1, 4, 5, 2], 1, 'same')],
  ...(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const).map((activation): Case => [
    `fused with bias and ${activation}`,
    { x: real(1, 5, 6, 3), w: real(3, 3, 3, 4), b: real(4) },
    ({ x, w, b }: Picture) => tf.fused.conv2d({ x, filter: w, strides: 1, pad: 'same', bias: b, activation, leakyreluAlpha: 0.3 }),
    activation === 'linear' || activation === 'elu' || activation === 'sigmoid' ? 2 : 1,
  ]),
  ['fused with prelu', { x: real(1, 5, 6, 3), w: real(3, 3, 3, 4), b: real(4), a: unit(4) }, ({ x, w, b, a }: Picture) => tf.fused.conv2d({ x, filter: w, strides: 1, pad: 'same', bias: b, activation: 'prelu', preluActivationWeights: a })],
];

// prettier-ignore
export const depthwise: Case[] = [
  ['same', { x: real(2, 6, 6, 3), w: real(3, 3, 3, 1) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 1, 'same'), 2],
  ['valid', { x: real(2, 6, 5, 3), w: real(3, 2, 3, 1) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 1, 'valid')],
  ['two per channel', { x: real(2, 5, 6, 3), w: real(3, 3, 3, 2) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 1, 'same')],
  ['two per channel, stride 2', { x: real(2, 7, 6, 3), w: real(3, 3, 3, 2) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 2, 'valid'), 2],
  ['stride 2, even size', { x: real(2, 8, 6, 3), w: real(4, 4, 3, 1) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 2, 'same')],
  ['dilated', { x: real(1, 9, 9, 2), w: real(3, 3, 2, 1) }, ({ x, w }: Picture) => tf.depthwiseConv2d(x, w, 1, 'same', 'NHWC', 2), 2],
  ['a blur of all channels', { x: real(2, 6, 6, 3) }, ({ x }: Picture) => tf.depthwiseConv2d(x, tf.tile<T4>(tf.tensor4d([1, 2, 1, 2, 4, 2, 1, 2, 1], [3, 3, 1, 1]), [1, 1, 3, 1]), 2, 'same')],
  ['separable', { x: real(1, 6, 6, 3), w: real(3, 3, 3, 2), p: real(1, 1, 6, 4) }, ({ x, w, p }: Picture & { p: T4 }) => tf.separableConv2d(x, w, p, 1, 'same')],
  ['fused', { x: real(1, 5, 6, 3), w: real(3, 3, 3, 1), b: real(3) }, ({ x, w, b }: Picture) => tf.fused.depthwiseConv2d({ x, filter: w, strides: 1, pad: 'same', bias: b, activation: 'relu6' })],
];
