// StyleGAN2 (Karras 2019, arXiv:1912.04958) with DiffAugment (Zhao 2020, arXiv:2006.10738) and lazy R1, for some hundred pictures.
// Left out: the regularisation of path lengths, a second gradient of the whole generator that costs as much as all the rest of a step.
import * as tf from '@tensorflow/tfjs';
import { nonSaturating } from '../losses/non-saturating.ts';
import { r1 } from '../losses/r1.ts';
import { newVariable } from '../nets/parameters.ts';
import { styleganDiscriminator } from '../nets/stylegan-discriminator.ts';
import { crossed, styleganGenerator } from '../nets/stylegan.ts';
import { diffAugment, DRAWS } from '../train/diff-augment.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe, type StyleMix } from './recipe.ts';
import * as shared from './shared.ts';
import { styleganTexts } from './texts/stylegan.ts';

// Appendix B, “Lazy regularization”: R1 every 16th step, weighed as if it were in each; rate and βs are adjusted to that.
const LAZY = 16;
const SHARE = LAZY / (LAZY + 1);

export const stylegan = recipe({
  id: 'stylegan',
  version: 2,
  paper: 'Karras 2019, arXiv:1912.04958',
  product: 'generate',
  needs: { data: 'pictures', content: false, atLeast: 50 },
  parameters: {
    size: shared.size,
    width: shared.width(16),
    latent: { ...shared.latent, default: 128 },
    batch: shared.batch(8),
    mixing: { kind: 'number', default: 0.9, min: 0, max: 1 },
    smoothness: { kind: 'number', default: 1, min: 0, max: 100 },
    augment: { kind: 'switch', default: true },
    generatorRate: shared.generatorRate(2e-3),
    discriminatorRate: shared.discriminatorRate(2e-3),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 15_000, values: { size: '32' } },
    balanced: { steps: 25_000, values: {} },
    quality: { steps: 40_000, values: { width: 32 } },
  },
  texts: styleganTexts,
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
    const D = discriminator.apply;
    const seen = (x: tf.Tensor4D, chance: tf.Tensor | undefined) =>
      augment ? diffAugment(x, chance as tf.Tensor2D) : x;
    const real = shared.pictures('data', { count: batch, size, framing: 'whole', flip: values.flip });
    // The mean of all w, which truncation draws to.
    const meanStyle = newVariable(new Float32Array(latent), [latent]);
    const drawn = {
      z: shared.normal(batch, latent),
      z2: shared.normal(batch, latent),
      where: shared.uniform(batch),
      noise: shared.normal(batch, generator.noises),
    };
    const { styles } = generator;
    /** Some with the styles of another z from a layer of 1…styles − 1 on (section 3.1 of Karras 2018, arXiv:1812.04948). */
    const generate = (inputs: Record<string, tf.Tensor>): tf.Tensor4D => {
      const [w, w2] = [generator.map(inputs.z as tf.Tensor2D), generator.map(inputs.z2 as tf.Tensor2D)];
      // A share of 1 and more is beyond the last layer: not mixed.
      const share = tf.div(inputs.where as tf.Tensor, Math.max(values.mixing, 1e-6));
      const crossover = tf.add(tf.floor(tf.mul(share, styles - 1)), 1); // [n]
      return generator.paint(crossed(w, w2, crossover, styles), inputs.noise as tf.Tensor2D);
    };
    const chance = shared.uniform(batch, DRAWS);
    const discriminatorRate = shared.constant(SHARE * values.discriminatorRate);

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: { real, ...drawn, realChance: chance, fakeChance: chance, rate: discriminatorRate },
      step(inputs) {
        const real = seen(inputs.real as tf.Tensor4D, inputs.realChance); // [n,size,size,3] in −1..1
        const fake = seen(generate(inputs), inputs.fakeChance);
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
      inputs: { ...drawn, chance, rate: shared.constant(values.generatorRate), decay: shared.averaging() },
      step(inputs) {
        // max E log D(T(G(z)))
        const found = gradients(
          () => nonSaturating.generator(D(seen(generate(inputs), inputs.chance))),
          generator.variables,
        );
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as tf.Scalar);
        const mean = tf.mean(average.map(inputs.z as tf.Tensor2D), 0);
        meanStyle.assign(tf.add(mean, tf.mul(tf.sub(meanStyle, mean), inputs.decay as tf.Scalar)));
        return { generatorLoss: found.value };
      },
    };

    const stylesOf = (z: tf.Tensor2D, mix?: StyleMix): tf.Tensor2D[] => {
      const w = average.map(z);
      if (!mix) return Array.from({ length: styles }, () => w);
      // w̄ + ψ(w − w̄)
      const truncated = (w: tf.Tensor2D): tf.Tensor2D =>
        tf.add(meanStyle, tf.mul(tf.sub(w, meanStyle), mix.truncation));
      return crossed(truncated(w), truncated(average.map(mix.z2)), mix.crossover, styles);
    };

    return {
      variables: {
        ...generator.variables,
        ...average.variables,
        'average/meanStyle': meanStyle,
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
        styles,
        // Without noise: a fixed one would lay the same grain over all pictures.
        apply: (z, _, mix) => tf.clipByValue(average.paint(stylesOf(z, mix)), -1, 1),
      },
    };
  },
});
