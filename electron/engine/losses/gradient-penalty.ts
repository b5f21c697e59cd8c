// Gradient penalty (Gulrajani 2017, arXiv:1704.00028): the critic's slope between real and generated pictures is kept at 1.
import * as tf from '@tensorflow/tfjs';

// Under the root, so that its own gradient stays finite where the slope is 0.
const TINY = 1e-12;

/**
 * E (‖∇D(x̂)‖₂ − 1)² at x̂ = α·real + (1 − α)·fake; the paper weighs it 10.
 * real, fake: [n,h,w,c]; alpha: [n,1,1,1], uniform in 0..1. Its gradient needs second derivatives of the critic.
 */
export function gradientPenalty(
  critic: (x: tf.Tensor4D) => tf.Tensor,
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  alpha: tf.Tensor4D,
): tf.Scalar {
  const between: tf.Tensor4D = tf.add(fake, tf.mul(alpha, tf.sub(real, fake)));
  const slope = tf.sqrt(tf.add(squaredSlope(critic, between), TINY)); // [n]
  return tf.mean(tf.square(tf.sub(slope, 1)));
}

/** ‖∇D(x)‖₂² of each picture: [n,h,w,c] → [n] */
export function squaredSlope(critic: (x: tf.Tensor4D) => tf.Tensor, x: tf.Tensor4D): tf.Tensor1D {
  const gradient = tf.grad((x) => tf.sum(critic(x as tf.Tensor4D)))(x);
  return tf.sum(tf.square(gradient), [1, 2, 3]);
}
