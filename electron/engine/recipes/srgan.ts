// SRGAN (Ledig 2017, arXiv:1609.04802) without batch norm (Wang 2018, arXiv:1809.00219): pictures four times as large.
// The net adds detail to the enlarged picture, and may begin as the compact net of Real-ESRGAN (Wang 2021, arXiv:2107.10833).
// InceptionV3's first layers stand in for VGG; the small pictures are made by `degrade`.
import * as tf from '@tensorflow/tfjs';
import { inception } from '../features/inception.ts';
import { l1 } from '../losses/l1.ts';
import { nonSaturating } from '../losses/non-saturating.ts';
import { perceptual } from '../losses/perceptual.ts';
import { type Net } from '../nets/parameters.ts';
import { COMPACT, srvgg, startAs } from '../nets/srvgg.ts';
import { srDiscriminator, srResnet } from '../nets/srresnet.ts';
import { degrade } from '../train/degrade.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, type PhaseInput, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { srganTexts } from './texts/srgan.ts';

const SCALE = 4;
const LAYERS = ['activation_3', 'activation_5'] as const;
/** Of the losses that invent detail, beside an L1 of 1 and with all the invention that can be asked for. */
const WEIGHTS = { perceptual: 0.1, adversarial: 0.02 };

export const srgan = recipe({
  id: 'srgan',
  version: 2,
  paper: 'Ledig 2017, arXiv:1609.04802',
  product: 'upscale',
  needs: { data: 'pictures', content: false, atLeast: 8 },
  parameters: {
    start: { kind: 'choice', default: 'compact', choices: ['compact', 'new'] },
    size: shared.size,
    width: shared.width(32),
    blocks: { kind: 'integer', default: 8, min: 1, max: 16 },
    batch: shared.batch(4),
    damage: { kind: 'number', default: 0.1, min: 0, max: 1 },
    invention: { kind: 'number', default: 0.5, min: 0, max: 1 },
    generatorRate: shared.generatorRate(1e-4),
    discriminatorRate: shared.discriminatorRate(1e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 6_000, values: { width: 24 } },
    balanced: { steps: 15_000, values: {} },
    quality: { steps: 20_000, values: { size: '128', width: 64, blocks: 16 } },
  },
  texts: srganTexts,
  metrics: ['psnrY', 'ssim'],

  build(values, { random, shipped }) {
    const { width, blocks, batch } = values;
    const size = Number(values.size);
    const compact = values.start === 'compact';
    const make = (name: string) => (compact ? srvgg(name, random) : srResnet(name, random, { width, blocks }));
    const [net, average] = [make('generator'), make('average')];
    const discriminator = srDiscriminator('discriminator', random, { side: size, width });
    if (compact) startAs(net, shipped(COMPACT.id));
    startAverages(average.variables, net.variables);
    const generatorAdam = adam('generator', net.variables);
    const discriminatorAdam = adam('discriminator', discriminator.variables);
    const G = (x: tf.Tensor4D) => enlarged(net, x);
    const D = (x: tf.Tensor4D) => discriminator.apply(shared.fromUnit(x));
    const features = inception();
    const seen = (x: tf.Tensor4D) => {
      const all = features(x, { smooth: true, reflect: 8, last: 'activation_5' });
      return LAYERS.map((layer) => all[layer] as tf.Tensor4D);
    };
    const damage = { blur: 3 * values.damage, noise: 0.1 * values.damage };
    const small = (large: tf.Tensor4D, inputs: Record<string, tf.Tensor>) =>
      degrade(large, SCALE, damage, { amounts: inputs.amounts as tf.Tensor1D, noise: inputs.noise as tf.Tensor4D });
    const drawn: Phase['inputs'] = {
      large: { from: 'data', range: [0, 1], count: batch, size, framing: 'cut', flip: values.flip },
      amounts: shared.uniform(2),
      noise: shared.normal(batch, size / SCALE, size / SCALE, 3),
    };

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: { ...drawn, rate: shared.fallingInSecondHalf(values.discriminatorRate) },
      step(inputs) {
        const large = inputs.large as tf.Tensor4D; // [n,size,size,3] in 0..1
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
        adversarial: warmingUp(values.invention * WEIGHTS.adversarial),
        rate: shared.fallingInSecondHalf(values.generatorRate),
        decay: shared.averaging(),
      },
      step(inputs) {
        const large = inputs.large as tf.Tensor4D;
        const x = small(large, inputs); // [n,size/4,size/4,3]
        const wanted = seen(large);
        const difference = l1(G(x), large);
        // E‖I − G(i)‖₁ + λ E‖φ(I) − φ(G(i))‖₁/E‖φ(I)‖₁ − μE log D(G(i))
        const found = gradients(() => {
          const fake = G(x);
          return tf.addN<tf.Scalar>([
            l1(fake, large),
            tf.mul(perceptual(seen(fake), wanted), values.invention * WEIGHTS.perceptual),
            tf.mul(nonSaturating.generator(D(fake)), inputs.adversarial as tf.Scalar),
          ]);
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
      product: { kind: 'upscale', scale: SCALE, apply: (x) => tf.clipByValue(enlarged(average, x), 0, 1) },
    };
  },
});

/** Section 3.2: the net first learns without the discriminator, which keeps it out of bad local optima. */
function warmingUp(most: number): PhaseInput {
  return { from: 'schedule', value: ({ step, steps }) => most * Math.min(1, Math.max(0, (8 * step) / steps - 1)) };
}

/** The net's part added to every pixel repeated: it starts as an enlargement and has only detail to learn. */
function enlarged(net: Net<tf.Tensor4D, tf.Tensor4D>, x: tf.Tensor4D): tf.Tensor4D {
  const larger = tf.image.resizeNearestNeighbor(x, [SCALE * x.shape[1], SCALE * x.shape[2]]);
  return tf.add(larger, net.apply(x));
}
