// WGAN-GP (Gulrajani 2017, arXiv:1704.00028) on pictures of 64²: one step of the critic and one of the generator.
import * as tf from '@tensorflow/tfjs';
import { gradientPenalty } from '../../electron/engine/losses/gradient-penalty.ts';
import { wasserstein } from '../../electron/engine/losses/wasserstein.ts';
import { dcganDiscriminator, dcganGenerator } from '../../electron/engine/nets/dcgan.ts';
import { Random } from '../../electron/engine/random.ts';
import { gradients } from '../../electron/engine/train/gradients.ts';
import { adam } from '../../electron/engine/train/optimizers/adam.ts';
import { drawn, pictures, type Reference, scalar } from './reference.ts';

const SIZES = {
  full: { side: 64, width: 64, latent: 100, batch: 8 },
  small: { side: 32, width: 16, latent: 20, batch: 2 },
  tiny: { side: 16, width: 4, latent: 6, batch: 2 },
};
const PENALTY = 10;
const BETAS = { beta1: 0, beta2: 0.9 };

export const wganGp64: Reference = {
  name: 'wgan-gp-64',
  build(seed, size) {
    const { side, width, latent, batch } = SIZES[size];
    const random = new Random(seed);
    const generator = dcganGenerator('generator', random, { side, width, latent });
    const critic = dcganDiscriminator('critic', random, { side, width, norms: false });
    const optimizers = {
      generator: adam('generator', generator.variables, BETAS),
      critic: adam('critic', critic.variables, BETAS),
    };
    return {
      batch,
      variables: {
        ...generator.variables,
        ...critic.variables,
        ...optimizers.generator.slots,
        ...optimizers.critic.slots,
      },
      inputs: {
        real: pictures(batch, side),
        z: drawn('normal', batch, latent),
        alpha: drawn('uniform', batch, 1, 1, 1),
        learningRate: scalar(1e-4),
      },
      step(inputs) {
        const real = inputs.real as tf.Tensor4D; // [n,side,side,3] in −1..1
        const z = inputs.z as tf.Tensor2D; // [n,latent]
        const alpha = inputs.alpha as tf.Tensor4D; // [n,1,1,1] in 0..1
        const learningRate = inputs.learningRate as tf.Scalar;
        const D = critic.apply;
        const fake = generator.apply(z);
        const c = gradients(
          () =>
            tf.add(wasserstein.discriminator(D(real), D(fake)), tf.mul(gradientPenalty(D, real, fake, alpha), PENALTY)),
          critic.variables,
        );
        optimizers.critic.apply(c.gradients, learningRate);
        const g = gradients(() => wasserstein.generator(D(generator.apply(z))), generator.variables);
        optimizers.generator.apply(g.gradients, learningRate);
        return { criticLoss: c.value, generatorLoss: g.value };
      },
    };
  },
};
