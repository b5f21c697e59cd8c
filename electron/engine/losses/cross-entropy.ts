// Cross-entropy of a choice among classes.
import * as tf from '@tensorflow/tfjs';

/**
 * −E log softmax(logits)[target], in nats. logits: [n,classes]; targets: [n] int32 in 0…classes − 1. What is right with at least
 * a probability of `enough` no longer counts.
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D, enough = 1): tf.Scalar {
  const chosen = tf.oneHot(targets, logits.shape[1]); // [n,classes]
  const each = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), chosen), 1)); // [n]
  return enough < 1 ? tf.mean(tf.relu(tf.add(each, Math.log(enough)))) : tf.mean(each);
}
