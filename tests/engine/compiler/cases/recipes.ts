// What training steps are made of: normalisations, losses, attention, several operations together.
import * as tf from '@tensorflow/tfjs';
import { between, ints } from '../support.ts';
import { type Case, type Picture, picture, real, type T1, type T4, type X, type XI, type XY } from './case.ts';

const logits = real(4, 5);

function normalised(x: tf.Tensor, axes: number[]): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
}

/** Groups of channels normalised together. */
function groupNorm(x: tf.Tensor, groups: number): tf.Tensor {
  const [n = 1, h = 1, w = 1, c = 1] = x.shape;
  return tf.reshape(normalised(tf.reshape(x, [n, h, w, groups, c / groups]), [1, 2, 4]), x.shape);
}

/** x / σ, σ the largest singular value by one power iteration. */
function spectral(w: tf.Tensor, u: tf.Tensor): tf.Tensor {
  const matrix = tf.reshape(w, [-1, w.shape.at(-1) ?? 1]);
  const unit = (x: tf.Tensor) => tf.div(x, tf.add(tf.norm(x), 1e-8));
  const v = unit(tf.matMul(matrix, tf.reshape(u, [-1, 1])));
  return tf.div(w, tf.norm(tf.matMul(matrix, v, true)));
}

/** Standard deviation over the batch as one more channel. */
function withDeviation(x: tf.Tensor): tf.Tensor {
  const deviation = tf.mean(tf.sqrt(tf.add(tf.moments(x, 0).variance, 1e-8)));
  return tf.concat([x, tf.mul(tf.onesLike(tf.slice(x, 0, [-1, -1, -1, 1])), deviation)], 3);
}

function attention(x: tf.Tensor): tf.Tensor {
  const [n = 1, h = 1, w = 1, c = 1] = x.shape;
  const flat = tf.reshape(x, [n, h * w, c]);
  const weights = tf.softmax(tf.mul(tf.matMul(flat, flat, false, true), c ** -0.5));
  return tf.reshape(tf.matMul(weights, flat), x.shape);
}

// prettier-ignore
export const recipes: Case[] = [
  ['instance norm', { x: picture }, ({ x }: X) => normalised(x, [1, 2]), 2],
  ['batch norm of the batch', { x: picture }, ({ x }: X) => normalised(x, [0, 1, 2])],
  ['layer norm', { x: real(3, 6) }, ({ x }: X) => normalised(x, [1]), 2],
  ['group norm', { x: picture }, ({ x }: X) => groupNorm(x, 2)],
  ['pixel norm', { x: picture }, ({ x }: X) => tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 3, true), 1e-8))), 2],
  ['modulation', { x: picture, y: real(2, 1, 1, 4) }, ({ x, y }: XY) => tf.mul(normalised(x, [1, 2]), tf.add(1, y))],
  ['spectral norm', { w: real(3, 3, 2, 4), x: real(4) }, ({ w, x }: X & { w: tf.Tensor }) => spectral(w, x)],
  ['minibatch deviation', { x: picture }, ({ x }: X) => withDeviation(x)],
  ['attention', { x: picture }, ({ x }: X) => attention(x), 2],
  ['blur and halve', { x: real(1, 6, 6, 3) }, ({ x }: Picture) => tf.avgPool(tf.mirrorPad<T4>(x, [[0, 0], [1, 1], [1, 1], [0, 0]], 'reflect'), 3, 2, 'valid')],
  ['residual block', { x: real(1, 5, 6, 3), w: between(-0.4, 0.4, 3, 3, 3, 3) }, ({ x, w }: Picture) => tf.add(x, tf.conv2d(tf.softplus<T4>(normalised(tf.conv2d(tf.mirrorPad<T4>(x, [[0, 0], [1, 1], [1, 1], [0, 0]], 'reflect'), w, 1, 'valid'), [1, 2]) as T4), w, 1, 'same')), 2],
  ['upsample and convolve', { x: real(1, 3, 4, 3), w: real(3, 3, 3, 2) }, ({ x, w }: Picture) => tf.tanh(tf.conv2d(tf.image.resizeNearestNeighbor(x, [6, 8]), w, 1, 'same')), 2],
  ['leaky critic', { x: real(2, 6, 6, 3), w: real(4, 4, 3, 2) }, ({ x, w }: Picture) => tf.mean(tf.leakyRelu(tf.conv2d(x, w, 2, 'same'), 0.2), [1, 2, 3]), 2],
  ['conditional embedding', { x: real(7, 4), i: ints(0, 6, 2), y: picture }, ({ x, i, y }: XI & XY) => tf.mul(tf.reshape(tf.gather(x, i as T1), [2, 1, 1, 4]), y)],
  ['sigmoid cross entropy', { x: logits, y: between(0, 1, 4, 5) }, ({ x, y }: XY) => tf.losses.sigmoidCrossEntropy(y, x)],
  ['softmax cross entropy', { x: logits, i: ints(0, 4, 4) }, ({ x, i }: XI) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.cast(i, 'int32'), 5), x)],
  ['hinge loss', { x: logits }, ({ x }: X) => tf.mean(tf.relu(tf.sub(1, x)))],
  ['mean squared and absolute error', { x: picture, y: picture }, ({ x, y }: XY) => [tf.losses.meanSquaredError(y, x), tf.losses.absoluteDifference(y, tf.mul(x, 1.01))]],
  ['huber and cosine', { x: logits, y: logits }, ({ x, y }: XY) => [tf.losses.huberLoss(tf.mul(y, 0.5), x), tf.losses.cosineDistance(y, tf.sin(x), 1)]],
  ['total variation', { x: picture }, ({ x }: X) => tf.mean(tf.abs(tf.sub(tf.slice(x, [0, 1, 0, 0], [-1, -1, -1, -1]), tf.slice(x, 0, [-1, 4, -1, -1]))))],
  ['gram matrix', { x: picture }, ({ x }: X) => { const flat = tf.reshape(x, [2, 30, 4]); return tf.matMul(flat, flat, true); }],
];
