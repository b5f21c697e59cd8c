// pix2pix (Isola 2017, arXiv:1611.07004): from one half of a pair to the other, judged patch by patch together with its source.
import * as tf from '@tensorflow/tfjs';
import { l1 } from '../losses/l1.ts';
import { nonSaturating } from '../losses/non-saturating.ts';
import { patchDiscriminator } from '../nets/patchgan.ts';
import { unet } from '../nets/unet.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { pix2pixTexts } from './texts/pix2pix.ts';

export const pix2pix = recipe({
  id: 'pix2pix',
  version: 1,
  paper: 'Isola 2017, arXiv:1611.07004',
  product: 'translate',
  needs: { data: 'pairs', content: false, atLeast: 10 },
  parameters: {
    size: shared.size,
    width: shared.width(32),
    batch: shared.batch(1),
    reversed: { kind: 'switch', default: false },
    exactness: { kind: 'number', default: 100, min: 0, max: 1000 },
    generatorRate: shared.generatorRate(2e-4),
    discriminatorRate: shared.discriminatorRate(2e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 30_000, values: {} },
    balanced: { steps: 30_000, values: { size: '128' } },
    quality: { steps: 80_000, values: { size: '128', width: 64 } },
  },
  texts: pix2pixTexts,
  metrics: ['psnrY', 'ssim', 'fid', 'kid'],

  build(values, { random }) {
    const { width, batch } = values;
    const size = Number(values.size);
    const depth = Math.log2(size) - 2; // down to 4×4
    const generator = unet('generator', random, { width, depth });
    const average = unet('average', random, { width, depth });
    const discriminator = patchDiscriminator('discriminator', random, { from: 6, width });
    startAverages(average.variables, generator.variables);
    const generatorAdam = adam('generator', generator.variables, { beta1: 0.5 });
    const discriminatorAdam = adam('discriminator', discriminator.variables, { beta1: 0.5 });
    const G = generator.apply;
    const D = (x: tf.Tensor4D, y: tf.Tensor4D) => discriminator.apply(tf.concat([x, y], 3));
    const drawn = { count: batch, size, framing: 'whole', flip: values.flip } as const;
    const first = shared.pictures('data', drawn);
    const [from, to] = values.reversed ? ['second', 'first'] : ['first', 'second'];
    const halves = { first, second: shared.pictures('data', { ...drawn, pairedWith: 'first' }) };

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: { ...halves, rate: shared.fallingInSecondHalf(values.discriminatorRate) },
      step(inputs) {
        const x = inputs[from] as tf.Tensor4D; // [n,size,size,3] in −1..1
        const y = inputs[to] as tf.Tensor4D;
        const fake = G(x);
        const right = shared.toldApart(D(x, y), D(x, fake));
        // max E log D(x,y) + E log(1 − D(x,G(x))), halved “to slow down the rate at which D learns”
        const found = gradients(
          () => tf.mul(0.5, nonSaturating.discriminator(D(x, y), D(x, fake))),
          discriminator.variables,
        );
        discriminatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, ...right };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: 1,
      inputs: {
        ...halves,
        rate: shared.fallingInSecondHalf(values.generatorRate),
        decay: shared.averaging(),
      },
      step(inputs) {
        const x = inputs[from] as tf.Tensor4D;
        const y = inputs[to] as tf.Tensor4D;
        const difference = l1(G(x), y);
        // max E log D(x,G(x)) − λE‖y − G(x)‖₁
        const found = gradients(() => {
          const fake = G(x);
          return tf.add(nonSaturating.generator(D(x, fake)), tf.mul(l1(fake, y), values.exactness));
        }, generator.variables);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as tf.Scalar);
        return { generatorLoss: found.value, difference };
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
      product: {
        kind: 'translate',
        multiple: 2 ** depth,
        apply: (x) => shared.toUnit(average.apply(shared.fromUnit(x))),
      },
    };
  },
});
