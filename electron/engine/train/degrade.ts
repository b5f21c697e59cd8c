// How small pictures come to be, for upscalers to undo (Wang 2021, arXiv:2107.10833, first order, without JPEG): blur, smaller, noise.
import * as tf from '@tensorflow/tfjs';

const RADIUS = 4; // pixels of the blur's kernel on each side

export type Damage = {
  /** The largest deviation of the blur, in pixels of the large picture. */
  readonly blur: number;
  /** The largest deviation of the noise, for pictures in −1..1. */
  readonly noise: number;
};

export type DamageDraws = {
  /** [2], uniform in 0..1: how much of the blur, one amount for all pictures, and of the noise. */
  readonly amounts: tf.Tensor1D;
  /** [n,h/scale,w/scale,3] in N(0,1) */
  readonly noise: tf.Tensor4D;
};

/** [n,h,w,3] → [n,h/scale,w/scale,3] */
export function degrade(large: tf.Tensor4D, scale: number, damage: Damage, draws: DamageDraws): tf.Tensor4D {
  const [blur, noise] = tf.split(draws.amounts, 2) as [tf.Tensor1D, tf.Tensor1D];
  const smaller = tf.avgPool(blurred(large, tf.mul(blur, damage.blur)), scale, scale, 'valid');
  return tf.add(smaller, tf.mul(draws.noise, tf.mul(noise, damage.noise)));
}

/** By a Gaussian of the given deviation [1], its edges mirrored. */
function blurred(x: tf.Tensor4D, deviation: tf.Tensor1D): tf.Tensor4D {
  const distances = tf.range(-RADIUS, RADIUS + 1);
  // exp(−d²/2σ²)/Σ; a σ of a tenth of a pixel leaves everything as it is
  const variance = tf.square(tf.maximum(deviation, 0.1));
  const weights = tf.softmax(tf.div<tf.Tensor1D>(tf.square(distances), tf.mul(variance, -2)));
  const kernel = tf.outerProduct(weights, weights);
  const one = tf.reshape<tf.Rank.R4>(kernel, [2 * RADIUS + 1, 2 * RADIUS + 1, 1, 1]);
  const filter = tf.tile(one, [1, 1, 3, 1]);
  const beside: [number, number] = [RADIUS, RADIUS];
  return tf.depthwiseConv2d(tf.mirrorPad(x, [[0, 0], beside, beside, [0, 0]], 'reflect'), filter, 1, 'valid');
}
