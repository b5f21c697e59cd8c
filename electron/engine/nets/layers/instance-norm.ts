// Instance normalisation (Ulyanov 2016, arXiv:1607.08022): every channel of every picture to mean 0 and deviation 1.
import * as tf from '@tensorflow/tfjs';
import { type Parameters } from '../parameters.ts';
import { type Layer } from './layer.ts';

const EPSILON = 1e-5;

/** [n,h,w,channels] → the same shape. */
export function instanceNorm(p: Parameters, channels: number): Layer {
  const scale = p.constant('scale', [channels], 1) as tf.Variable<tf.Rank.R1>;
  const offset = p.constant('offset', [channels], 0) as tf.Variable<tf.Rank.R1>;
  return (x) => normalise(x, scale, offset);
}

/**
 * y = x̂·scale + offset with x̂ = (x − mean)·rstd, written as y = x·a + b with small a and b so that few passes over the
 * picture are needed. The gradient is written by hand for the same reason, of operations that have gradients themselves.
 * x: [n,h,w,c]; scale, offset: [c]
 */
export function normalise(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor4D {
  return affine(x, scale, offset);
}

const affine = tf.customGrad((...inputs) => {
  const [x, scale, offset, save] = inputs as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
  save([x, scale]);
  const { mean, a } = statistics(x, scale);
  const b = tf.sub(offset, tf.mul(mean, a)); // [n,1,1,c]
  return { value: tf.add(tf.mul(x, a), b), gradFunc: backward };
}) as (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) => tf.Tensor4D;

/** All [n,1,1,c]. */
function statistics(x: tf.Tensor4D, scale: tf.Tensor1D) {
  const mean = overPixels(x);
  // var = mean(x²) − mean², which rounding may put below zero
  const variance = tf.relu(tf.sub(overPixels(tf.square(x)), tf.square(mean)));
  const rstd = tf.rsqrt(tf.add(variance, EPSILON));
  return { mean, rstd, a: tf.mul(rstd, scale) };
}

/** The statistics are computed again from x: kept ones would count as constants in a second gradient. */
function backward(dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]): tf.Tensor[] {
  const [x, scale] = saved as [tf.Tensor4D, tf.Tensor1D];
  const { mean, rstd, a } = statistics(x, scale);
  const dy4 = dy as tf.Tensor4D;
  const meanDy = overPixels(dy4);
  // mean(dy·x̂) = rstd·(mean(dy·x) − mean·mean(dy))
  const meanDyX̂ = tf.mul(rstd, tf.sub(overPixels(tf.mul(dy4, x)), tf.mul(mean, meanDy)));
  // dx = a·(dy − mean(dy) − x̂·mean(dy·x̂)) = dy·a + (x·p + q)
  const p = tf.neg(tf.mul(tf.mul(a, rstd), meanDyX̂));
  const q = tf.neg(tf.add(tf.mul(a, meanDy), tf.mul(p, mean)));
  const dx = tf.add(tf.mul(dy4, a), tf.add(tf.mul(x, p), q));
  // Σ over pixels and pictures
  const pixels = x.shape[1] * x.shape[2];
  const dScale = tf.mul(tf.sum(meanDyX̂, [0, 1, 2]), pixels);
  const dOffset = tf.mul(tf.sum(meanDy, [0, 1, 2]), pixels);
  return [dx, dScale, dOffset];
}

function overPixels(x: tf.Tensor4D): tf.Tensor4D {
  return tf.mean(x, [1, 2], true);
}
