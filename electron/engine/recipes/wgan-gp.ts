// WGAN-GP (Gulrajani 2017, arXiv:1704.00028): a critic whose slope is held at 1 measures how far generated pictures are from real ones.
import * as tf from '@tensorflow/tfjs';
import { gradientPenalty } from '../losses/gradient-penalty.ts';
import { wasserstein } from '../losses/wasserstein.ts';
import { dcganDiscriminator, dcganGenerator } from '../nets/dcgan.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { wganGpTexts } from './texts/wgan-gp.ts';

// Algorithm 1: “Default values of λ = 10, n_critic = 5, α = 0.0001, β₁ = 0, β₂ = 0.9.”
const PENALTY = 10;
const BETAS = { beta1: 0, beta2: 0.9 };

export const wganGp = recipe({
  id: 'wgan-gp',
  version: 1,
  paper: 'Gulrajani 2017, arXiv:1704.00028',
  product: 'generate',
  needs: { data: 'pictures', content: false, atLeast: 50 },
  parameters: {
    size: shared.size,
    width: shared.width(32),
    latent: shared.latent,
    batch: shared.batch(16),
    criticSteps: { kind: 'integer', default: 5, min: 1, max: 10 },
    generatorRate: shared.generatorRate(1e-4),
    discriminatorRate: shared.discriminatorRate(1e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 20_000, values: { size: '32', criticSteps: 2 } },
    balanced: { steps: 40_000, values: {} },
    quality: { steps: 45_000, values: { width: 64, batch: 32 } },
  },
  texts: wganGpTexts,
  metrics: ['fid', 'kid', 'precision', 'recall', 'diversity'],

  build(values, { random }) {
    const { width, latent, batch } = values;
    const size = Number(values.size);
    const shape = { side: size, width, latent };
    const generator = dcganGenerator('generator', random, shape);
    const average = dcganGenerator('average', random, shape);
    const critic = dcganDiscriminator('critic', random, { side: size, width, norms: false });
    startAverages(average.variables, generator.variables);
    const generatorAdam = adam('generator', generator.variables, BETAS);
    const criticAdam = adam('critic', critic.variables, BETAS);
    const G = generator.apply;
    const D = critic.apply;

    const criticPhase: Phase = {
      name: 'critic',
      every: 1,
      inputs: {
        real: shared.pictures('data', { count: batch, size, framing: 'whole', flip: values.flip }),
        z: shared.normal(batch, latent),
        alpha: shared.uniform(batch, 1, 1, 1),
        rate: shared.constant(values.discriminatorRate),
      },
      step(inputs) {
        const real = inputs.real as tf.Tensor4D; // [n,size,size,3] in −1..1
        const alpha = inputs.alpha as tf.Tensor4D; // [n,1,1,1] in 0..1
        const fake = G(inputs.z as tf.Tensor2D);
        const distance = tf.neg(wasserstein.discriminator(D(real), D(fake)));
        // E D(G(z)) − E D(x) + λE (‖∇D(x̂)‖₂ − 1)²
        const found = gradients(
          () =>
            tf.add(wasserstein.discriminator(D(real), D(fake)), tf.mul(gradientPenalty(D, real, fake, alpha), PENALTY)),
          critic.variables,
        );
        criticAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, distance };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: values.criticSteps,
      inputs: {
        z: shared.normal(batch, latent),
        rate: shared.constant(values.generatorRate),
        decay: shared.averaging(),
      },
      step(inputs) {
        const z = inputs.z as tf.Tensor2D; // [n,latent]
        // −E D(G(z))
        const found = gradients(() => wasserstein.generator(D(G(z))), generator.variables);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as tf.Scalar);
        return { generatorLoss: found.value };
      },
    };

    return {
      variables: {
        ...generator.variables,
        ...average.variables,
        ...critic.variables,
        ...generatorAdam.slots,
        ...criticAdam.slots,
      },
      phases: [criticPhase, generatorPhase],
      product: { kind: 'generate', latent, size, classes: [], apply: average.apply },
    };
  },
});
