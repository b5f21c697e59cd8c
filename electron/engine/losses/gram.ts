// Style as correlations of features (Gatys 2015, arXiv:1508.06576; Johnson 2016, arXiv:1603.08155).
import * as tf from '@tensorflow/tfjs';

/** G = FᵀF/(hw), F being the pixels' features: [n,h,w,c] → [n,c,c] */
export function gram(features: tf.Tensor4D): tf.Tensor3D {
  const [n, h, w, c] = features.shape;
  const rows = tf.reshape(features, [n, h * w, c]);
  return tf.div(tf.matMul(rows, rows, true), h * w);
}

/** E ‖G − Gₛ‖²/‖Gₛ‖² over pictures. features: [n,h,w,c]; style: the Gram matrix [1,c,c] of a painting. */
export function styleLoss(features: tf.Tensor4D, style: tf.Tensor3D): tf.Scalar {
  const distance = tf.sum(tf.squaredDifference(gram(features), style), [1, 2]);
  return tf.mean(tf.div(distance, tf.sum(tf.square(style))));
}
