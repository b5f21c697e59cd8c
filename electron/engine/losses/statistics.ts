// Features as what they are on the whole: Gram matrix, mean and deviation of each channel (Gatys 2015, arXiv:1508.06576;
// Li 2017, arXiv:1701.01036), and content as where in the picture they are (Johnson 2016, arXiv:1603.08155).
import * as tf from '@tensorflow/tfjs';
import { gram } from './gram.ts';

export type Statistics = { gram: tf.Tensor; mean: tf.Tensor; deviation: tf.Tensor };

/** Of features [n,h,w,c], the mean over the n pictures: Gram matrix [c,c], mean [c], deviation [c]. */
export function statistics(features: tf.Tensor4D): Statistics {
  const { mean, deviation } = moments(features);
  return {
    gram: tf.mean(gram(features), 0),
    mean: tf.mean(tf.squeeze(mean, [1, 2]), 0),
    deviation: tf.mean(tf.squeeze(deviation, [1, 2]), 0),
  };
}

/** Σ ‖s − t‖²/‖t‖² over the three. */
export function statisticsLoss(found: Statistics, wanted: Statistics): tf.Scalar {
  const part = (name: keyof Statistics): tf.Scalar =>
    tf.div(tf.sum(tf.squaredDifference(found[name], wanted[name])), tf.sum(tf.square(wanted[name])));
  return tf.addN<tf.Scalar>([part('gram'), part('mean'), part('deviation')]);
}

/** Features [n,h,w,c] with mean 0 and deviation 1 in each channel of each picture: what is where, however strong. */
export function normalised(features: tf.Tensor4D): tf.Tensor4D {
  const { mean, deviation } = moments(features);
  return tf.div(tf.sub(features, mean), deviation);
}

function moments(features: tf.Tensor4D): { mean: tf.Tensor4D; deviation: tf.Tensor4D } {
  const mean = tf.mean<tf.Tensor4D>(features, [1, 2], true);
  // Not `squaredDifference`, whose gradient in TF.js does not broadcast.
  const variance = tf.mean<tf.Tensor4D>(tf.square(tf.sub(features, mean)), [1, 2], true);
  return { mean, deviation: tf.sqrt(tf.add(variance, 1e-5)) };
}
