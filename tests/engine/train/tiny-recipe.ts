// The smallest GAN: a recipe for tests of the loop, with a phase of each kind.
import * as tf from '@tensorflow/tfjs';
import { nonSaturating } from '../../../electron/engine/losses/non-saturating.ts';
import { dcganDiscriminator, dcganGenerator } from '../../../electron/engine/nets/dcgan.ts';
import { newVariable } from '../../../electron/engine/nets/parameters.ts';
import { type Phase, recipe } from '../../../electron/engine/recipes/recipe.ts';
import { startAverages, updateAverages } from '../../../electron/engine/train/ema.ts';
import { gradients } from '../../../electron/engine/train/gradients.ts';
import { adam } from '../../../electron/engine/train/optimizers/adam.ts';

const SIZE = 16;
const LATENT = 6;
const BATCH = 4;

const same = (text: string) => ({ en: text, zh: text });
const forTests = { label: same('For tests'), help: same('For tests.') };

export const tinyGan = recipe({
  id: 'tiny-gan',
  version: 1,
  paper: 'Radford 2015, arXiv:1511.06434',
  product: 'generate',
  needs: { data: 'pictures', content: false, atLeast: 1 },
  parameters: {
    rate: { kind: 'number', default: 2e-4, min: 0, max: 1 },
    /** The step whose learning rate is no number. */
    breaksAt: { kind: 'integer', default: -1, min: -1, max: 1e9 },
    /** Only the first time round. */
    breaks: { kind: 'integer', default: 1, min: 0, max: 9 },
  },
  presets: {
    quick: { steps: 20, values: {} },
    balanced: { steps: 20, values: {} },
    quality: { steps: 20, values: {} },
  },
  texts: {
    title: same('Tiny'),
    learns: same('Nothing of use.'),
    dataHint: same('Anything.'),
    parameters: { rate: forTests, breaksAt: forTests, breaks: forTests },
    promises: { quick: same('nothing'), balanced: same('nothing'), quality: same('nothing') },
  },
  metrics: [],
  build(values, { random }) {
    const shape = { side: SIZE, width: 4, latent: LATENT };
    const generator = dcganGenerator('generator', random, shape);
    const average = dcganGenerator('average', random, shape);
    const discriminator = dcganDiscriminator('discriminator', random, { side: SIZE, width: 4, norms: true });
    startAverages(average.variables, generator.variables);
    const forG = adam('generator', generator.variables, { beta1: 0.5 });
    const forD = adam('discriminator', discriminator.variables, { beta1: 0.5 });
    const seen = newVariable(Float32Array.of(0), []);
    const pictures = { from: 'data', count: BATCH, size: SIZE, range: [-1, 1], framing: 'cut', flip: true } as const;
    let broken = 0;
    const rate = ({ step }: { step: number }) => {
      if (step !== values.breaksAt || broken >= values.breaks) return values.rate;
      broken++;
      return NaN;
    };
    const phases: Phase[] = [
      {
        name: 'look',
        every: 'start',
        inputs: { real: pictures },
        step: ({ real }) => {
          const mean = tf.mean(real as tf.Tensor);
          seen.assign(mean);
          return { mean };
        },
      },
      {
        name: 'discriminator',
        every: 1,
        inputs: {
          real: pictures,
          z: { from: 'normal', shape: [BATCH, LATENT] },
          rate: { from: 'schedule', value: rate },
        },
        step: (inputs) => {
          const real = inputs['real'] as tf.Tensor4D;
          const fake = generator.apply(inputs['z'] as tf.Tensor2D);
          const D = discriminator.apply;
          const found = gradients(() => nonSaturating.discriminator(D(real), D(fake)), discriminator.variables);
          forD.apply(found.gradients, inputs['rate'] as tf.Scalar);
          return { discriminatorLoss: found.value };
        },
      },
      {
        name: 'generator',
        every: 2,
        inputs: {
          z: { from: 'normal', shape: [BATCH, LATENT] },
          rate: { from: 'schedule', value: () => values.rate },
        },
        step: (inputs) => {
          const z = inputs['z'] as tf.Tensor2D;
          const loss = () => nonSaturating.generator(discriminator.apply(generator.apply(z)));
          const found = gradients(loss, generator.variables);
          forG.apply(found.gradients, inputs['rate'] as tf.Scalar);
          updateAverages(average.variables, generator.variables, 0.9);
          return { generatorLoss: found.value };
        },
      },
    ];
    return {
      variables: {
        ...generator.variables,
        ...average.variables,
        ...discriminator.variables,
        ...forG.slots,
        ...forD.slots,
        seen,
      },
      phases,
      product: { kind: 'generate', latent: LATENT, size: SIZE, classes: [], apply: average.apply },
    };
  },
});
