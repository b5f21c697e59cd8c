// The hinge loss (Lim & Ye 2017, arXiv:1705.02894): what is already beyond the margin no longer counts.
import * as tf from '@tensorflow/tfjs';
import { type AdversarialLoss } from './adversarial.ts';

export const hinge: AdversarialLoss = {
  // E max(0, 1 − D(x)) + E max(0, 1 + D(G(z)))
  discriminator: (real, fake) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
  // −E D(G(z))
  generator: (fake) => tf.neg(tf.mean(fake)),
};
