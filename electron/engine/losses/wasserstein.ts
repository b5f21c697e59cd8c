// The Wasserstein loss (Arjovsky 2017, arXiv:1701.07875): a critic's difference between real and generated pictures.
import * as tf from '@tensorflow/tfjs';
import { type AdversarialLoss } from './adversarial.ts';

/** Needs a critic with bounded slope: together with the gradient penalty. */
export const wasserstein: AdversarialLoss = {
  // E D(G(z)) − E D(x)
  discriminator: (real, fake) => tf.sub(tf.mean(fake), tf.mean(real)),
  // −E D(G(z))
  generator: (fake) => tf.neg(tf.mean(fake)),
};
