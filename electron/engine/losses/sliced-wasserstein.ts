// Sliced Wasserstein distance of colours (Heitz 2021, arXiv:2006.07229): along some directions, how far sorted values lie apart.
import * as tf from '@tensorflow/tfjs';

/** Values of all pixels along each direction, largest first. x: [n,h,w,3], directions: [k,3] → [k,nhw] */
export function sortedAlong(x: tf.Tensor4D, directions: tf.Tensor2D): tf.Tensor2D {
  const along = alongEach(x, directions);
  return tf.topk(along, along.shape[1]).values;
}

/**
 * E (sort(x·d) − target)², `target` as `sortedAlong` gives it for as many pixels. Its gradient is our own: the order of the
 * values counts as fixed, so each pixel is drawn to the value of its rank; that of TF.js's sort would be a square of the pixels.
 */
export function slicedWasserstein(x: tf.Tensor4D, directions: tf.Tensor2D, target: tf.Tensor2D): tf.Scalar {
  const loss = tf.customGrad((given, save) => {
    const pixels = given as tf.Tensor4D;
    const [k, count] = target.shape;
    const { values, indices } = tf.topk(alongEach(pixels, directions), count);
    const apart = tf.sub(values, target); // [k,nhw]
    // Back from ranks to pixels.
    const rows = tf.mul(tf.reshape(tf.range(0, k, 1, 'int32'), [k, 1]), tf.scalar(count, 'int32'));
    const places = tf.reshape(tf.add(indices, rows), [k * count, 1]);
    const ofPixels = tf.reshape(tf.scatterND(places, tf.reshape(apart, [k * count]), [k * count]), [k, count]);
    const gradient = tf.reshape(tf.matMul(ofPixels, directions, true), pixels.shape); // Σ_d d·(x·d − target)
    (save as tf.GradSaveFunc)([gradient]);
    return {
      value: tf.mean(tf.square(apart)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(tf.mul(saved[0] as tf.Tensor, 2 / (k * count)), dy),
    };
  });
  return loss(x) as tf.Scalar;
}

/** [n,h,w,3] → [k,nhw] */
function alongEach(x: tf.Tensor4D, directions: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(directions, tf.reshape(x, [x.size / 3, 3]), false, true);
}
