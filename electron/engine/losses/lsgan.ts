// The least-squares loss (Mao 2016, arXiv:1611.04076): logits of real pictures to 1, of generated ones to 0.
import * as tf from '@tensorflow/tfjs';
import { type AdversarialLoss } from './adversarial.ts';

export const leastSquares: AdversarialLoss = {
  // ½E(D(x) − 1)² + ½E D(G(z))²
  discriminator: (real, fake) => tf.mul(0.5, tf.add(tf.mean(tf.square(tf.sub(real, 1))), tf.mean(tf.square(fake)))),
  // E(D(G(z)) − 1)²; CycleGAN leaves the ½ out here
  generator: (fake) => tf.mean(tf.square(tf.sub(fake, 1))),
};
