// How small pictures come to be, for upscalers to undo (Wang 2021, arXiv:2107.10833, first order, without JPEG): blur, smaller, noise.
// Smaller as most programs make them: by the cubic kernel (Keys 1981), widened so that nothing aliases.
import * as tf from '@tensorflow/tfjs';
import { reflectPad } from '../nets/layers/resample.ts';

const RADIUS = 4; // pixels of the blur's kernel on each side

export type Damage = {
  /** The largest deviation of the blur, in pixels of the large picture. */
  readonly blur: number;
  /** The largest deviation of the noise. */
  readonly noise: number;
};

export type DamageDraws = {
  /** [2], uniform in 0..1: how much of the blur, one amount for all pictures, and of the noise. */
  readonly amounts: tf.Tensor1D;
  /** [n,h/scale,w/scale,3] in N(0,1) */
  readonly noise: tf.Tensor4D;
};

/** [n,h,w,3] → [n,h/scale,w/scale,3]; `scale` is even. */
export function degrade(large: tf.Tensor4D, scale: number, damage: Damage, draws: DamageDraws): tf.Tensor4D {
  const [blur, noise] = tf.split(draws.amounts, 2) as [tf.Tensor1D, tf.Tensor1D];
  const smaller = reduced(blurred(large, tf.mul(blur, damage.blur)), scale);
  return tf.add(smaller, tf.mul(draws.noise, tf.mul(noise, damage.noise)));
}

/** By a Gaussian of the given deviation [1], its edges mirrored. */
function blurred(x: tf.Tensor4D, deviation: tf.Tensor1D): tf.Tensor4D {
  const distances = tf.range(-RADIUS, RADIUS + 1);
  // exp(−d²/2σ²)/Σ; a σ of a tenth of a pixel leaves everything as it is
  const variance = tf.square(tf.maximum(deviation, 0.1));
  const weights = tf.softmax(tf.div<tf.Tensor1D>(tf.square(distances), tf.mul(variance, -2)));
  return filtered(x, weights, RADIUS, 1);
}

/** Each pixel of the result from 4·scale of the picture in both directions. */
function reduced(x: tf.Tensor4D, scale: number): tf.Tensor4D {
  const taps = Array.from({ length: 4 * scale }, (_, k) => cubic((k + 0.5) / scale - 2));
  const sum = taps.reduce((a, b) => a + b);
  return filtered(x, tf.tensor1d(taps.map((tap) => tap / sum)), 1.5 * scale, scale);
}

/** Keys's kernel with a = −½. */
function cubic(x: number): number {
  const t = Math.abs(x);
  return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : ((-0.5 * t + 2.5) * t - 4) * t + 2;
}

/** By the same weights in both directions, the edges mirrored by `beside`. */
function filtered(x: tf.Tensor4D, weights: tf.Tensor1D, beside: number, stride: number): tf.Tensor4D {
  const [size] = weights.shape;
  const one = tf.reshape<tf.Rank.R4>(tf.outerProduct(weights, weights), [size, size, 1, 1]);
  return tf.depthwiseConv2d(reflectPad(beside)(x), tf.tile(one, [1, 1, 3, 1]), stride, 'valid');
}
