// StyleGAN2 (Karras 2019, arXiv:1912.04958) with DiffAugment (Zhao 2020, arXiv:2006.10738) and lazy R1, for some hundred pictures.
// Left out: noise inputs, style mixing and the regularisation of path lengths.
import * as tf from '@tensorflow/tfjs';
import { nonSaturating } from '../losses/non-saturating.ts';
import { r1 } from '../losses/r1.ts';
import { styleganDiscriminator, styleganGenerator } from '../nets/stylegan.ts';
import { diffAugment, DRAWS } from '../train/diff-augment.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';

// Appendix B, “Lazy regularization”: R1 every 16th step, weighed as if it were in each; rate and βs are adjusted to that.
const LAZY = 16;
const SHARE = LAZY / (LAZY + 1);

export const stylegan = recipe({
  id: 'stylegan',
  version: 1,
  title: 'New pictures, the best way',
  learns:
    'Makes new pictures like those of a folder. Slow, with the best results, and content with fewer pictures than others.',
  paper: 'Karras 2019, arXiv:1912.04958',
  needs: { data: 'pictures', content: false, atLeast: 100 },
  parameters: {
    size: shared.size,
    width: shared.width(16),
    latent: { ...shared.latent, default: 128 },
    batch: shared.batch(8),
    smoothness: {
      kind: 'number',
      default: 1,
      min: 0,
      max: 100,
      help: 'How gently the judging net has to judge. Raise it if training jumps about, most of all with large pictures.',
    },
    augment: {
      kind: 'switch',
      default: true,
      help: 'Shows both nets shifted, recoloured and partly covered pictures, so that few pictures are not learned by heart.',
    },
    generatorRate: shared.generatorRate(2e-3),
    discriminatorRate: shared.discriminatorRate(2e-3),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 5_000, values: { size: '32' } },
    balanced: { steps: 25_000, values: {} },
    quality: { steps: 100_000, values: { width: 32, batch: 16 } },
  },
  metrics: ['fid', 'kid', 'precision', 'recall', 'diversity'],

  build(values, { random }) {
    const { width, latent, batch, augment, smoothness } = values;
    const size = Number(values.size);
    const generator = styleganGenerator('generator', random, { side: size, width, latent });
    const average = styleganGenerator('average', random, { side: size, width, latent });
    const discriminator = styleganDiscriminator('discriminator', random, { side: size, width });
    startAverages(average.variables, generator.variables);
    const generatorAdam = adam('generator', generator.variables, { beta1: 0, beta2: 0.99 });
    const discriminatorAdam = adam('discriminator', discriminator.variables, { beta1: 0, beta2: 0.99 ** SHARE });
    const G = generator.apply;
    const D = discriminator.apply;
    const seen = (x: tf.Tensor4D, chance: tf.Tensor | undefined) =>
      augment ? diffAugment(x, chance as tf.Tensor2D) : x;
    const real = shared.pictures('data', { count: batch, size, framing: 'whole', flip: values.flip });
    const z = shared.normal(batch, latent);
    const chance = shared.uniform(batch, DRAWS);
    const discriminatorRate = shared.constant(SHARE * values.discriminatorRate);

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: { real, z, realChance: chance, fakeChance: chance, rate: discriminatorRate },
      step(inputs) {
        const real = seen(inputs.real as tf.Tensor4D, inputs.realChance); // [n,size,size,3] in −1..1
        const fake = seen(G(inputs.z as tf.Tensor2D), inputs.fakeChance);
        const right = shared.toldApart(D(real), D(fake));
        // max E log D(T(x)) + E log(1 − D(T(G(z))))
        const found = gradients(() => nonSaturating.discriminator(D(real), D(fake)), discriminator.variables);
        discriminatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, ...right };
      },
    };

    // The bias of the score has no influence on the slope.
    const { 'discriminator/score/bias': fixed, ...sloped } = discriminator.variables;
    const regularisationPhase: Phase = {
      name: 'regularisation',
      every: LAZY,
      inputs: { real, chance, rate: discriminatorRate },
      step(inputs) {
        const real = seen(inputs.real as tf.Tensor4D, inputs.chance);
        // γ/2·E‖∇D(x)‖²
        const found = gradients(() => tf.mul(r1(D, real), smoothness * LAZY), sloped);
        const rest = { 'discriminator/score/bias': tf.zerosLike(fixed as tf.Variable) };
        discriminatorAdam.apply({ ...found.gradients, ...rest }, inputs.rate as tf.Scalar);
        return { slope: found.value };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: 1,
      inputs: { z, chance, rate: shared.constant(values.generatorRate), decay: shared.averaging() },
      step(inputs) {
        const z = inputs.z as tf.Tensor2D; // [n,latent]
        // max E log D(T(G(z)))
        const found = gradients(() => nonSaturating.generator(D(seen(G(z), inputs.chance))), generator.variables);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as tf.Scalar);
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
      phases: [discriminatorPhase, regularisationPhase, generatorPhase],
      product: {
        kind: 'generate',
        latent,
        size,
        classes: [],
        apply: (z) => tf.clipByValue(average.apply(z), -1, 1),
      },
    };
  },
});
