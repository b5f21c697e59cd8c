// The non-saturating loss (Goodfellow 2014, arXiv:1406.2661): cross-entropy, the generator's with its label turned round.
import * as tf from '@tensorflow/tfjs';
import { type AdversarialLoss } from './adversarial.ts';

/** D(x) = σ(logit). −log σ(l) = softplus(−l) and −log(1 − σ(l)) = softplus(l) stay finite for any logit. */
export const nonSaturating: AdversarialLoss = {
  // −E log D(x) − E log(1 − D(G(z)))
  discriminator: (real, fake) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))),
  // −E log D(G(z))
  generator: (fake) => tf.mean(tf.softplus(tf.neg(fake))),
};
