// SRGAN (Ledig 2017, arXiv:1609.04802) without batch norm (Wang 2018, arXiv:1809.00219): pictures four times as large.
// The net adds detail to the enlarged picture. L1 stands in for the paper's VGG features; the small pictures are made by `degrade`.
import * as tf from '@tensorflow/tfjs';
import { l1 } from '../losses/l1.ts';
import { nonSaturating } from '../losses/non-saturating.ts';
import { type Net } from '../nets/parameters.ts';
import { srDiscriminator, srResnet } from '../nets/srresnet.ts';
import { degrade } from '../train/degrade.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';

const SCALE = 4;

export const srgan = recipe({
  id: 'srgan',
  version: 1,
  title: 'A sharper enlarger of your own',
  learns: 'Enlarges pictures four times, and learns from your pictures what their details look like.',
  paper: 'Ledig 2017, arXiv:1609.04802',
  needs: { data: 'pictures', content: false, atLeast: 20 },
  parameters: {
    size: {
      ...shared.size,
      help: 'Pixels per side of the pieces it learns from. Larger ones show it more of their surroundings.',
    },
    width: shared.width(32),
    blocks: {
      kind: 'integer',
      default: 8,
      min: 1,
      max: 16,
      help: 'How many layers look for detail. More are better and slower, also when it is used later.',
    },
    batch: shared.batch(8),
    damage: {
      kind: 'number',
      default: 0.3,
      min: 0,
      max: 1,
      help: 'How blurred and noisy the small pictures are that it learns from. 0 for clean originals, 1 for bad photos.',
    },
    invention: {
      kind: 'number',
      default: 0.005,
      min: 0,
      max: 0.1,
      help: 'How much detail it may invent. 0 stays closest to the truth and looks soft.',
    },
    generatorRate: shared.generatorRate(2e-4),
    discriminatorRate: shared.discriminatorRate(1e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 3_000, values: { width: 24, blocks: 4 } },
    balanced: { steps: 15_000, values: {} },
    quality: { steps: 60_000, values: { size: '128', width: 64, blocks: 16 } },
  },
  metrics: ['psnrY', 'ssim'],

  build(values, { random }) {
    const { width, blocks, batch, invention } = values;
    const size = Number(values.size);
    const net = srResnet('generator', random, { width, blocks });
    const average = srResnet('average', random, { width, blocks });
    const discriminator = srDiscriminator('discriminator', random, { side: size, width });
    startAverages(average.variables, net.variables);
    const generatorAdam = adam('generator', net.variables);
    const discriminatorAdam = adam('discriminator', discriminator.variables);
    const G = (x: tf.Tensor4D) => enlarged(net, x);
    const D = discriminator.apply;
    const damage = { blur: 3 * values.damage, noise: 0.2 * values.damage };
    const small = (large: tf.Tensor4D, inputs: Record<string, tf.Tensor>) =>
      degrade(large, SCALE, damage, { amounts: inputs.amounts as tf.Tensor1D, noise: inputs.noise as tf.Tensor4D });
    const drawn = {
      large: shared.pictures('data', { count: batch, size, framing: 'cut', flip: values.flip }),
      amounts: shared.uniform(2),
      noise: shared.normal(batch, size / SCALE, size / SCALE, 3),
    };

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: { ...drawn, rate: shared.fallingInSecondHalf(values.discriminatorRate) },
      step(inputs) {
        const large = inputs.large as tf.Tensor4D; // [n,size,size,3] in −1..1
        const fake = G(small(large, inputs));
        const right = shared.toldApart(D(large), D(fake));
        // max E log D(I) + E log(1 − D(G(i)))
        const found = gradients(() => nonSaturating.discriminator(D(large), D(fake)), discriminator.variables);
        discriminatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, ...right };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: 1,
      inputs: {
        ...drawn,
        // Section 3.2: the net first learns without the discriminator, which keeps it out of bad local optima.
        invention: { from: 'schedule', value: ({ step, steps }) => (step < steps / 4 ? 0 : invention) },
        rate: shared.fallingInSecondHalf(values.generatorRate),
        decay: shared.averaging(),
      },
      step(inputs) {
        const large = inputs.large as tf.Tensor4D;
        const x = small(large, inputs); // [n,size/4,size/4,3]
        const difference = l1(G(x), large);
        // E‖I − G(i)‖₁ − λE log D(G(i))
        const found = gradients(() => {
          const fake = G(x);
          return tf.add(l1(fake, large), tf.mul(nonSaturating.generator(D(fake)), inputs.invention as tf.Scalar));
        }, net.variables);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, net.variables, inputs.decay as tf.Scalar);
        return { generatorLoss: found.value, difference };
      },
    };

    return {
      variables: {
        ...net.variables,
        ...average.variables,
        ...discriminator.variables,
        ...generatorAdam.slots,
        ...discriminatorAdam.slots,
      },
      phases: [discriminatorPhase, generatorPhase],
      product: {
        kind: 'upscale',
        scale: SCALE,
        apply: (x) => shared.toUnit(enlarged(average, shared.fromUnit(x))),
      },
    };
  },
});

/** The net's part added to every pixel repeated: it starts as an enlargement and has only detail to learn. */
function enlarged(net: Net<tf.Tensor4D, tf.Tensor4D>, x: tf.Tensor4D): tf.Tensor4D {
  const larger = tf.image.resizeNearestNeighbor(x, [SCALE * x.shape[1], SCALE * x.shape[2]]);
  return tf.add(larger, net.apply(x));
}
