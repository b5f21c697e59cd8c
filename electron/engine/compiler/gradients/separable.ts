// Linear maps that act on rows and columns of pictures separately: resizing, taking windows apart, and what undoes them.
import * as tf from '@tensorflow/tfjs';

/** [output, input, weight]: how much an output takes of an input along one axis. */
export type Tap = readonly [output: number, input: number, weight: number];

/** The matrix of taps, [outside, inside]; an input beyond the edge is the edge. */
export function matrix(inside: number, outside: number, taps: readonly Tap[]): tf.Tensor2D {
  const weights = new Float32Array(outside * inside);
  for (const [output, input, weight] of taps) {
    const at = output * inside + Math.min(Math.max(input, 0), inside - 1);
    weights[at] = (weights[at] ?? 0) + weight;
  }
  return tf.tensor2d(weights, [outside, inside]);
}

/** The gradient of y = R·x·Cᵀ for each channel: dx = Rᵀ·dy·C. Pictures [n,h,w,c]. */
export function giveBack(dy: tf.Tensor, rows: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor {
  const planes = tf.transpose(dy, [0, 3, 1, 2]);
  return tf.transpose(tf.matMul(rows as tf.Tensor, tf.matMul(planes, columns as tf.Tensor), true), [0, 2, 3, 1]);
}
