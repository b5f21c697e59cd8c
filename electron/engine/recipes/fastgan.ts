// FastGAN (Liu 2021, arXiv:2101.04775) with DiffAugment (Zhao 2020, arXiv:2006.10738): new pictures from some dozen.
import * as tf from '@tensorflow/tfjs';
import { hinge } from '../losses/hinge.ts';
import { l1 } from '../losses/l1.ts';
import { fastganDiscriminator, quarterOf } from '../nets/fastgan-discriminator.ts';
import { fastganGenerator } from '../nets/fastgan.ts';
import { diffAugment, DRAWS } from '../train/diff-augment.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { fastganTexts } from './texts/fastgan.ts';

export const fastgan = recipe({
  id: 'fastgan',
  version: 1,
  paper: 'Liu 2021, arXiv:2101.04775',
  product: 'generate',
  needs: { data: 'pictures', content: false, atLeast: 20 },
  parameters: {
    size: { ...shared.size, choices: ['64', '128', '256'] },
    width: shared.width(16),
    latent: { ...shared.latent, default: 128 },
    batch: shared.batch(8),
    memory: { kind: 'number', default: 1, min: 0, max: 10 },
    augment: { kind: 'switch', default: true },
    generatorRate: shared.generatorRate(2e-4),
    discriminatorRate: shared.discriminatorRate(2e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 3_500, values: { width: 12 } },
    balanced: { steps: 10_000, values: {} },
    quality: { steps: 18_000, values: { size: '128', width: 24 } },
  },
  texts: fastganTexts,
  metrics: ['fid', 'kid', 'precision', 'recall', 'diversity'],

  build(values, { random }) {
    const { width, latent, batch, augment } = values;
    const side = Number(values.size);
    const generator = fastganGenerator('generator', random, { side, width, latent });
    const average = fastganGenerator('average', random, { side, width, latent });
    const { variables, spectral, look, judge, redraw } = fastganDiscriminator('discriminator', random, { side, width });
    startAverages(average.variables, generator.variables);
    const generatorAdam = adam('generator', generator.variables, { beta1: 0.5 });
    const discriminatorAdam = adam('discriminator', variables, { beta1: 0.5 });
    const G = generator.apply;
    const D = (x: tf.Tensor4D) => judge(look(x));
    const seen = (x: tf.Tensor4D, chance: tf.Tensor | undefined) =>
      augment ? diffAugment(x, chance as tf.Tensor2D) : x;
    const z = shared.normal(batch, latent);
    const chance = shared.uniform(batch, DRAWS);

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: {
        real: shared.pictures('data', { count: batch, size: side, framing: 'whole', flip: values.flip }),
        z,
        realChance: chance,
        fakeChance: chance,
        part: shared.uniform(1),
        rate: shared.constant(values.discriminatorRate),
      },
      step(inputs) {
        const real = seen(inputs.real as tf.Tensor4D, inputs.realChance); // [n,side,side,3] in −1..1
        const fake = seen(G(inputs.z as tf.Tensor2D), inputs.fakeChance);
        const quarter = tf.cast<tf.Scalar>(tf.reshape(tf.floor(tf.mul(inputs.part as tf.Tensor, 4)), []), 'int32');
        const wanted = { whole: tf.avgPool(real, 2, 2, 'valid'), part: quarterOf(real, quarter) };
        spectral.turn();
        const right = shared.toldApart(D(real), D(fake));
        // E max(0, 1 − D(x)) + E max(0, 1 + D(G(z))) + E|redrawn − x|: what real pictures show has to be kept in mind
        const found = gradients(() => {
          const ofReal = look(real);
          const redrawn = redraw(ofReal, quarter);
          const lost = tf.add(l1(redrawn.whole, wanted.whole), l1(redrawn.part, wanted.part));
          return tf.add(hinge.discriminator(judge(ofReal), D(fake)), tf.mul(lost, values.memory));
        }, variables);
        discriminatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, ...right };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: 1,
      inputs: { z, chance, rate: shared.constant(values.generatorRate), decay: shared.averaging() },
      step(inputs) {
        // −E D(G(z))
        const loss = () => hinge.generator(D(seen(G(inputs.z as tf.Tensor2D), inputs.chance)));
        const found = gradients(loss, generator.variables);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as tf.Scalar);
        return { generatorLoss: found.value };
      },
    };

    return {
      variables: {
        ...generator.variables,
        ...average.variables,
        ...variables,
        ...spectral.directions,
        ...generatorAdam.slots,
        ...discriminatorAdam.slots,
      },
      phases: [discriminatorPhase, generatorPhase],
      product: { kind: 'generate', latent, size: side, classes: [], apply: average.apply },
    };
  },
});
