// Minibatch deviation (Karras 2017, arXiv:1710.10196, section 3): a discriminator sees whether a batch lacks variety.
import * as tf from '@tensorflow/tfjs';

/** One more channel, the same everywhere: how much the pictures of the batch differ. [n,h,w,c] → [n,h,w,c+1] */
export function withDeviation(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w] = x.shape;
  const mean = tf.mean(x, 0, true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), 0);
  const deviation = tf.mean(tf.sqrt(tf.add(variance, 1e-8)));
  return tf.concat([x, tf.tile(tf.reshape(deviation, [1, 1, 1, 1]), [n, h, w, 1])], 3);
}
