// Mean absolute difference of pictures or features (Isola 2016, arXiv:1611.07004: blurs less than squares).
import * as tf from '@tensorflow/tfjs';

/** E |a − b|; a and b of the same shape. */
export function l1(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(a, b)));
}
