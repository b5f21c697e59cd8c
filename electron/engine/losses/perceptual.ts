// Perceptual loss (Johnson 2016, arXiv:1603.08155): pictures compared by what a net for recognition sees in them.
import * as tf from '@tensorflow/tfjs';

/** Σ over layers E|φ(y) − φ(x)| / E|φ(x)|; features of the same layers, [n,h,w,c] each. */
export function perceptual(made: readonly tf.Tensor[], wanted: readonly tf.Tensor[]): tf.Scalar {
  const parts = wanted.map((feature, k) => {
    const apart = tf.mean(tf.abs(tf.sub(made[k] as tf.Tensor, feature)));
    return tf.div<tf.Scalar>(apart, tf.mean(tf.abs(feature)));
  });
  return tf.addN(parts);
}
