// Total variation: how much neighbouring pixels differ; keeps single dots out of a picture.
import * as tf from '@tensorflow/tfjs';

/** E (x[i+1,j] − x[i,j])² + E (x[i,j+1] − x[i,j])² of pictures [n,h,w,c]. */
export function totalVariation(x: tf.Tensor4D): tf.Scalar {
  const [n, h, w, c] = x.shape;
  const rows = (first: number) => tf.slice(x, [0, first, 0, 0], [n, h - 1, w, c]);
  const columns = (first: number) => tf.slice(x, [0, 0, first, 0], [n, h, w - 1, c]);
  const down = tf.squaredDifference(rows(1), rows(0));
  const across = tf.squaredDifference(columns(1), columns(0));
  return tf.add(tf.mean(down), tf.mean(across));
}
