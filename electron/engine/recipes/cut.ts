// CUT (Park 2020, arXiv:2007.15651): one translation without pairs; what is in a place is kept by contrast with other places.
import * as tf from '@tensorflow/tfjs';
import { l1 } from '../losses/l1.ts';
import { leastSquares } from '../losses/lsgan.ts';
import { patchNce } from '../losses/patch-nce.ts';
import { type NamedVariables } from '../nets/parameters.ts';
import { patchHead } from '../nets/patch-head.ts';
import { patchDiscriminator } from '../nets/patchgan.ts';
import { resnetGenerator } from '../nets/resnet-generator.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { cutTexts } from './texts/cut.ts';

const PLACES = 256; // per layer, appendix C.1

export const cut = recipe({
  id: 'cut',
  version: 2,
  paper: 'Park 2020, arXiv:2007.15651',
  product: 'translate',
  needs: { data: 'pictures', content: true, atLeast: 5 },
  parameters: {
    size: { ...shared.size, default: '128' },
    width: shared.width(32),
    blocks: { kind: 'integer', default: 6, min: 1, max: 12 },
    contrast: { kind: 'number', default: 1, min: 0, max: 10 },
    identity: { kind: 'number', default: 1, min: 0, max: 10 },
    generatorRate: shared.generatorRate(2e-4),
    discriminatorRate: shared.discriminatorRate(2e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 8_000, values: { size: '64', width: 24, blocks: 4 } },
    balanced: { steps: 15_000, values: {} },
    quality: { steps: 25_000, values: { width: 48, blocks: 9 } },
  },
  texts: cutTexts,
  metrics: ['fid', 'kid'],

  build(values, { random }) {
    const { width, blocks } = values;
    const size = Number(values.size);
    const generator = resnetGenerator('generator', random, { width, blocks });
    const average = resnetGenerator('average', random, { width, blocks });
    const discriminator = patchDiscriminator('discriminator', random, { from: 3, width });
    const heads = [3, 2 * width, 4 * width, 4 * width, 4 * width].map((channels, k) =>
      patchHead(`heads/${k}`, random, { channels, width: 4 * width }),
    );
    startAverages(average.variables, generator.variables);
    const ofHeads: NamedVariables = Object.fromEntries(heads.flatMap(({ variables }) => Object.entries(variables)));
    const learned = { ...generator.variables, ...ofHeads };
    const generatorAdam = adam('generator', learned, { beta1: 0.5 });
    const discriminatorAdam = adam('discriminator', discriminator.variables, { beta1: 0.5 });
    const G = generator.apply;
    const D = discriminator.apply;
    const drawn = { count: 1, size, framing: 'cut', flip: values.flip } as const;
    const a = shared.pictures('content', drawn);
    const b = shared.pictures('data', drawn);
    const grain = shared.normal(1, size, size, 3);

    /** What the heads make of each layer at its places [layers,n]. */
    const embedded = (x: tf.Tensor4D, places: tf.Tensor2D): tf.Tensor2D[] => {
      const features = generator.features(x);
      const at = tf.unstack(places) as tf.Tensor1D[];
      return heads.map((head, k) => head.apply(features[k] as tf.Tensor4D, at[k] as tf.Tensor1D));
    };
    /** E over layers of PatchNCE. */
    const contrast = (queries: tf.Tensor2D[], keys: tf.Tensor2D[]): tf.Scalar =>
      tf.div(tf.addN(queries.map((query, k) => patchNce(query, keys[k] as tf.Tensor2D))), keys.length);

    const discriminatorPhase: Phase = {
      name: 'discriminator',
      every: 1,
      inputs: { a, b, grain, rate: shared.fallingInSecondHalf(values.discriminatorRate) },
      step(inputs) {
        const b = inputs.b as tf.Tensor4D; // [1,size,size,3] in −1..1
        const fake = G(shared.grainy(inputs.a as tf.Tensor4D, inputs.grain as tf.Tensor));
        const right = shared.toldApart(D(b), D(fake), 0.5);
        // ½E(D(b) − 1)² + ½E D(G(a))²
        const found = gradients(() => leastSquares.discriminator(D(b), D(fake)), discriminator.variables);
        discriminatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, ...right };
      },
    };

    const generatorPhase: Phase = {
      name: 'generator',
      every: 1,
      inputs: {
        a,
        b,
        grain,
        places: shared.uniform(heads.length, PLACES),
        rate: shared.fallingInSecondHalf(values.generatorRate),
        decay: shared.averaging(),
      },
      step(inputs) {
        const [a, b] = [inputs.a, inputs.b] as [tf.Tensor4D, tf.Tensor4D];
        const places = inputs.places as tf.Tensor2D; // [layers,places] in 0..1
        // The keys are given: only the result is to move towards them.
        const [keysA, keysB] = [embedded(a, places), embedded(b, places)];
        const [givenA, givenB] = [a, b].map((x) => shared.grainy(x, inputs.grain as tf.Tensor)) as [
          tf.Tensor4D,
          tf.Tensor4D,
        ];
        const unlike = contrast(embedded(G(givenA), places), keysA);
        const identityError = tf.mul(l1(G(givenB), b), 0.5); // in 0..1
        // E(D(G(a)) − 1)² + λₓ·NCE(a, G(a)) + λᵧ·NCE(b, G(b))
        const found = gradients(() => {
          const fake = G(givenA);
          return tf.addN<tf.Scalar>([
            leastSquares.generator(D(fake)),
            tf.mul(contrast(embedded(fake, places), keysA), values.contrast),
            tf.mul(contrast(embedded(G(givenB), places), keysB), values.identity),
          ]);
        }, learned);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, generator.variables, inputs.decay as tf.Scalar);
        return { generatorLoss: found.value, unlike, identityError };
      },
    };

    return {
      variables: {
        ...learned,
        ...average.variables,
        ...discriminator.variables,
        ...generatorAdam.slots,
        ...discriminatorAdam.slots,
      },
      phases: [discriminatorPhase, generatorPhase],
      product: {
        kind: 'translate',
        multiple: 4,
        grain: shared.GRAIN,
        apply: (x) => shared.toUnit(average.apply(shared.fromUnit(x))),
      },
    };
  },
});
