// What an adversarial loss is: what the discriminator minimises, and what the generator minimises, of logits.
import type * as tf from '@tensorflow/tfjs';

/** Logits of any shape: one a picture, or one a patch. */
export type AdversarialLoss = {
  discriminator(real: tf.Tensor, fake: tf.Tensor): tf.Scalar;
  generator(fake: tf.Tensor): tf.Scalar;
};
