// A recipe to copy: Goodfellow 2014, arXiv:1406.2661, with small nets of convolutions. It runs, and is offered to nobody.
import { type Scalar, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs';
import { nonSaturating } from '../losses/non-saturating.ts';
import { dcganDiscriminator, dcganGenerator } from '../nets/dcgan.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { templateTexts } from './texts/template.ts';

const WIDTH = 16;

export const template = recipe({
  id: 'template',
  version: 1,
  paper: 'Goodfellow 2014, arXiv:1406.2661',
  product: 'generate',
  needs: { data: 'pictures', content: false, atLeast: 1 },
  // Everything that can be set. Each has a sentence for somebody who has never trained anything.
  parameters: {
    size: { ...shared.size, default: '32' },
    latent: { ...shared.latent, default: 16 },
    batch: shared.batch(16),
    generatorRate: shared.generatorRate(4e-4),
    discriminatorRate: shared.discriminatorRate(1e-4),
  },
  // What differs from the defaults, and how long a run is.
  presets: {
    quick: { steps: 500, values: {} },
    balanced: { steps: 2_000, values: {} },
    quality: { steps: 10_000, values: { size: '64' } },
  },
  texts: templateTexts,
  metrics: ['diversity'],

  build(values, { random }) {
    const { latent, batch } = values;
    const size = Number(values.size);
    const shape = { side: size, width: WIDTH, latent };
    // Nets first: the second made by the same function is the average that is sampled.
    const generator = dcganGenerator('generator', random, shape);
    const average = dcganGenerator('average', random, shape);
    const discriminator = dcganDiscriminator('discriminator', random, { ...shape, norms: true });
    startAverages(average.variables, generator.variables);
    const generatorAdam = adam('generator', generator.variables, { beta1: 0.5 });
    const discriminatorAdam = adam('discriminator', discriminator.variables, { beta1: 0.5 });
    const G = generator.apply;
    const D = discriminator.apply;

    // Whatever changes from step to step, random numbers and rates included, is an input.
    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: {
        real: shared.pictures('data', { count: batch, size, framing: 'whole', flip: false }),
        z: shared.normal(batch, latent),
        rate: shared.constant(values.discriminatorRate),
      },
      step(inputs) {
        const real = inputs.real as Tensor4D; // [n,size,size,3] in −1..1
        const fake = G(inputs.z as Tensor2D);
        // max E log D(x) + E log(1 − D(G(z)))
        const found = gradients(() => nonSaturating.discriminator(D(real), D(fake)), discriminator.variables);
        discriminatorAdam.apply(found.gradients, inputs.rate as Scalar);
        return { discriminatorLoss: found.value };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: 1,
      inputs: {
        z: shared.normal(batch, latent),
        rate: shared.constant(values.generatorRate),
        decay: shared.averaging(),
      },
      step(inputs) {
        const z = inputs.z as Tensor2D; // [n,latent]
        // max E log D(G(z))
        const found = gradients(() => nonSaturating.generator(D(G(z))), generator.variables);
        generatorAdam.apply(found.gradients, inputs.rate as Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as Scalar);
        return { generatorLoss: found.value };
      },
    };

    return {
      // Everything a phase reads and writes: what is left out is not in a checkpoint.
      variables: {
        ...generator.variables,
        ...average.variables,
        ...discriminator.variables,
        ...generatorAdam.slots,
        ...discriminatorAdam.slots,
      },
      // Run in this order.
      phases: [discriminatorPhase, generatorPhase],
      product: { kind: 'generate', latent, size, classes: [], apply: average.apply },
    };
  },
});
