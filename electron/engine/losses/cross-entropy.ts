// Cross-entropy of a choice among classes.
import * as tf from '@tensorflow/tfjs';

/** −E log softmax(logits)[target], in nats. logits: [n,classes]; targets: [n] int32 in 0…classes − 1. */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const chosen = tf.oneHot(targets, logits.shape[1]); // [n,classes]
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), chosen), 1)));
}
