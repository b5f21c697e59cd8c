// DCGAN (Radford 2015, arXiv:1511.06434): a generator and a discriminator of convolutions only, in turns.
import { type Tensor2D, type Tensor4D, type Scalar } from '@tensorflow/tfjs';
import { nonSaturating } from '../losses/non-saturating.ts';
import { dcganDiscriminator, dcganGenerator } from '../nets/dcgan.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { dcganTexts } from './texts/dcgan.ts';

export const dcgan = recipe({
  id: 'dcgan',
  version: 1,
  paper: 'Radford 2015, arXiv:1511.06434',
  product: 'generate',
  needs: { data: 'pictures', content: false, atLeast: 50 },
  parameters: {
    size: shared.size,
    width: shared.width(32),
    latent: shared.latent,
    batch: shared.batch(16),
    generatorRate: shared.generatorRate(4e-4),
    discriminatorRate: shared.discriminatorRate(1e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 30_000, values: { size: '32' } },
    balanced: { steps: 40_000, values: {} },
    quality: { steps: 50_000, values: { width: 64, batch: 32 } },
  },
  texts: dcganTexts,
  metrics: ['fid', 'kid', 'precision', 'recall', 'diversity'],

  build(values, { random }) {
    const { width, latent, batch } = values;
    const size = Number(values.size);
    const shape = { side: size, width, latent };
    const generator = dcganGenerator('generator', random, shape);
    const average = dcganGenerator('average', random, shape);
    const discriminator = dcganDiscriminator('discriminator', random, { side: size, width, norms: true });
    startAverages(average.variables, generator.variables);
    // “using momentum β₁ = 0.9 resulted in training oscillation … 0.5 helped stabilize training”
    const generatorAdam = adam('generator', generator.variables, { beta1: 0.5 });
    const discriminatorAdam = adam('discriminator', discriminator.variables, { beta1: 0.5 });
    const G = generator.apply;
    const D = discriminator.apply;

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: {
        real: shared.pictures('data', { count: batch, size, framing: 'whole', flip: values.flip }),
        z: shared.normal(batch, latent),
        rate: shared.constant(values.discriminatorRate),
      },
      step(inputs) {
        const real = inputs.real as Tensor4D; // [n,size,size,3] in −1..1
        const fake = G(inputs.z as Tensor2D);
        const right = shared.toldApart(D(real), D(fake));
        // max E log D(x) + E log(1 − D(G(z)))
        const found = gradients(() => nonSaturating.discriminator(D(real), D(fake)), discriminator.variables);
        discriminatorAdam.apply(found.gradients, inputs.rate as Scalar);
        return { discriminatorLoss: found.value, ...right };
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
      variables: {
        ...generator.variables,
        ...average.variables,
        ...discriminator.variables,
        ...generatorAdam.slots,
        ...discriminatorAdam.slots,
      },
      phases: [discriminatorPhase, generatorPhase],
      product: { kind: 'generate', latent, size, classes: [], apply: average.apply },
    };
  },
});
