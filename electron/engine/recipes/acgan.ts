// AC-GAN (Odena 2017, arXiv:1610.09585): pictures of a chosen kind, from a discriminator that also says which kind it sees.
import * as tf from '@tensorflow/tfjs';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { nonSaturating } from '../losses/non-saturating.ts';
import { acganDiscriminator, acganGenerator } from '../nets/acgan.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { acganTexts } from './texts/acgan.ts';

/** Of a class, as probability: what shows it this clearly need not show it more clearly. */
const ENOUGH = 0.8;

export const acgan = recipe({
  id: 'acgan',
  version: 2,
  paper: 'Odena 2017, arXiv:1610.09585',
  product: 'generate',
  needs: { data: 'classes', content: false, atLeast: 20 },
  parameters: {
    size: shared.size,
    width: shared.width(32),
    latent: shared.latent,
    batch: shared.batch(16),
    obedience: { kind: 'number', default: 1, min: 0, max: 10 },
    generatorRate: shared.generatorRate(4e-4),
    discriminatorRate: shared.discriminatorRate(1e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 30_000, values: { size: '32' } },
    balanced: { steps: 40_000, values: {} },
    quality: { steps: 45_000, values: { width: 64, batch: 32 } },
  },
  texts: acganTexts,
  metrics: ['fid', 'kid', 'precision', 'recall', 'diversity'],

  build(values, { random, classes: names }) {
    const { width, latent, batch, obedience } = values;
    const size = Number(values.size);
    const classes = names.length;
    const shape = { side: size, width, latent, classes };
    const generator = acganGenerator('generator', random, shape);
    const average = acganGenerator('average', random, shape);
    const discriminator = acganDiscriminator('discriminator', random, { side: size, width, classes });
    startAverages(average.variables, generator.variables);
    const generatorAdam = adam('generator', generator.variables, { beta1: 0.5 });
    const discriminatorAdam = adam('discriminator', discriminator.variables, { beta1: 0.5 });
    const D = discriminator.apply;
    const noise = { z: shared.normal(batch, latent), kind: shared.uniform(batch) };
    /** A picture of each class as often as of any other. */
    const generate = ({ z, kind }: Record<string, tf.Tensor>) => {
      const labels: tf.Tensor1D = tf.cast(tf.floor(tf.mul(kind as tf.Tensor1D, classes)), 'int32'); // [n]
      return { labels, fake: generator.apply(z as tf.Tensor2D, labels) };
    };

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: {
        real: shared.pictures('data', { count: batch, size, framing: 'whole', flip: values.flip }),
        labels: { from: 'classes', of: 'real', count: batch },
        ...noise,
        rate: shared.constant(values.discriminatorRate),
      },
      step(inputs) {
        const real = inputs.real as tf.Tensor4D; // [n,size,size,3] in −1..1
        const labels = inputs.labels as tf.Tensor1D; // [n]
        const made = generate(inputs).fake;
        const right = shared.toldApart(D(real).source, D(made).source);
        // max L_S + L_C: L_S = E log P(real|x) + E log P(fake|G), L_C = E log P(c|x). The paper adds E log P(c|G): then the
        // two nets agree on signs of their own for a class, which no real picture has to show.
        const found = gradients(() => {
          const ofReal = D(real);
          const source = nonSaturating.discriminator(ofReal.source, D(made).source);
          return tf.add(source, tf.mul(crossEntropy(ofReal.classes, labels), obedience));
        }, discriminator.variables);
        discriminatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, ...right };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: 1,
      inputs: { ...noise, rate: shared.constant(values.generatorRate), decay: shared.averaging() },
      step(inputs) {
        const made = generate(inputs);
        const classError = crossEntropy(D(made.fake).classes, made.labels);
        // max L_C − L_S, without saturation: E min(log P(c|G), log 0.8) + E log P(real|G). Without the limit the surest
        // example of a class is better than all others, and each class becomes one picture (Gong 2019, arXiv:1907.02690).
        const found = gradients(() => {
          const { fake, labels } = generate(inputs);
          const ofFake = D(fake);
          const kind = crossEntropy(ofFake.classes, labels, ENOUGH);
          return tf.add(nonSaturating.generator(ofFake.source), tf.mul(kind, obedience));
        }, generator.variables);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as tf.Scalar);
        return { generatorLoss: found.value, classError };
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
      product: { kind: 'generate', latent, size, classes: names, apply: average.apply },
    };
  },
});
