// R1 (Mescheder 2018, arXiv:1801.04406): the discriminator is to be flat where the real pictures are.
import * as tf from '@tensorflow/tfjs';
import { squaredSlope } from './gradient-penalty.ts';

/** ½E ‖∇D(x)‖₂² over real pictures x [n,h,w,c]; to be weighed with γ. Its gradient needs second derivatives. */
export function r1(discriminator: (x: tf.Tensor4D) => tf.Tensor, real: tf.Tensor4D): tf.Scalar {
  return tf.mul(0.5, tf.mean(squaredSlope(discriminator, real)));
}
