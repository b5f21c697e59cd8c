// DCGAN (Radford 2015, arXiv:1511.06434) on pictures of 64²: the discriminator's step, then the generator's against the new discriminator.
import type * as tf from '@tensorflow/tfjs';
import { nonSaturating } from '../../electron/engine/losses/non-saturating.ts';
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

export const dcgan64: Reference = {
  name: 'dcgan-64',
  build(seed, size) {
    const { side, width, latent, batch } = SIZES[size];
    const random = new Random(seed);
    const generator = dcganGenerator('generator', random, { side, width, latent });
    const discriminator = dcganDiscriminator('discriminator', random, { side, width, norms: true });
    const optimizers = {
      generator: adam('generator', generator.variables, { beta1: 0.5 }),
      discriminator: adam('discriminator', discriminator.variables, { beta1: 0.5 }),
    };
    return {
      batch,
      variables: {
        ...generator.variables,
        ...discriminator.variables,
        ...optimizers.generator.slots,
        ...optimizers.discriminator.slots,
      },
      inputs: { real: pictures(batch, side), z: drawn('normal', batch, latent), learningRate: scalar(2e-4) },
      step(inputs) {
        const real = inputs.real as tf.Tensor4D; // [n,side,side,3] in −1..1
        const z = inputs.z as tf.Tensor2D; // [n,latent]
        const learningRate = inputs.learningRate as tf.Scalar;
        const D = discriminator.apply;
        const fake = generator.apply(z);
        const d = gradients(() => nonSaturating.discriminator(D(real), D(fake)), discriminator.variables);
        optimizers.discriminator.apply(d.gradients, learningRate);
        const g = gradients(() => nonSaturating.generator(D(generator.apply(z))), generator.variables);
        optimizers.generator.apply(g.gradients, learningRate);
        return { discriminatorLoss: d.value, generatorLoss: g.value };
      },
    };
  },
};
