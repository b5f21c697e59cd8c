// SRGAN (Ledig 2017, arXiv:1609.04802), 24² to 96²: the generator's step with L1 and adversarial loss, then the discriminator's.
import * as tf from '@tensorflow/tfjs';
import { l1 } from '../../electron/engine/losses/l1.ts';
import { nonSaturating } from '../../electron/engine/losses/non-saturating.ts';
import { srDiscriminator, srResnet } from '../../electron/engine/nets/srresnet.ts';
import { Random } from '../../electron/engine/random.ts';
import { gradients } from '../../electron/engine/train/gradients.ts';
import { adam } from '../../electron/engine/train/optimizers/adam.ts';
import { pictures, type Reference, scalar } from './reference.ts';

const SIZES = {
  full: { side: 24, width: 64, blocks: 16, batch: 8 },
  small: { side: 8, width: 16, blocks: 1, batch: 2 },
  tiny: { side: 8, width: 2, blocks: 1, batch: 2 },
};
const ADVERSARIAL = 1e-3;

export const srgan24: Reference = {
  name: 'srgan-24',
  build(seed, size) {
    const { side, width, blocks, batch } = SIZES[size];
    const random = new Random(seed);
    const generator = srResnet('generator', random, { width, blocks });
    const discriminator = srDiscriminator('discriminator', random, { side: 4 * side, width });
    const optimizers = {
      generator: adam('generator', generator.variables),
      discriminator: adam('discriminator', discriminator.variables),
    };
    return {
      batch,
      variables: {
        ...generator.variables,
        ...discriminator.variables,
        ...optimizers.generator.slots,
        ...optimizers.discriminator.slots,
      },
      inputs: { small: pictures(batch, side), large: pictures(batch, 4 * side), learningRate: scalar(1e-4) },
      step(inputs) {
        const small = inputs.small as tf.Tensor4D; // [n,side,side,3] in −1..1
        const large = inputs.large as tf.Tensor4D; // [n,4·side,4·side,3] in −1..1
        const learningRate = inputs.learningRate as tf.Scalar;
        const D = discriminator.apply;
        const fake = generator.apply(small);
        const g = gradients(() => {
          const fake = generator.apply(small);
          return tf.add(l1(fake, large), tf.mul(nonSaturating.generator(D(fake)), ADVERSARIAL));
        }, generator.variables);
        optimizers.generator.apply(g.gradients, learningRate);
        const d = gradients(() => nonSaturating.discriminator(D(large), D(fake)), discriminator.variables);
        optimizers.discriminator.apply(d.gradients, learningRate);
        return { generatorLoss: g.value, discriminatorLoss: d.value };
      },
    };
  },
};
