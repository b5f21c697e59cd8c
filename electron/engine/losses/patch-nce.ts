// PatchNCE (Park 2020, arXiv:2007.15651, section 3.2): a place of the result is to be told from the source as the same place.
import * as tf from '@tensorflow/tfjs';

const TEMPERATURE = 0.07;

/**
 * −E log exp(q·k₊/τ) / Σ exp(q·k/τ) over n places, the k of all places being the choices.
 * queries (of the result) and keys (of the source): [n,c], each row of length 1.
 */
export function patchNce(queries: tf.Tensor2D, keys: tf.Tensor2D): tf.Scalar {
  const [n] = queries.shape;
  const similarity = tf.div<tf.Tensor2D>(tf.matMul(queries, keys, false, true), TEMPERATURE); // [n,n]
  const same = tf.cast(tf.equal(tf.reshape(tf.range(0, n), [n, 1]), tf.range(0, n)), 'float32');
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(similarity), same), 1)));
}
