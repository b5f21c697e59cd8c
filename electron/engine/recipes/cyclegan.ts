// CycleGAN (Zhu 2017, arXiv:1703.10593): two translations, there and back, learned from two folders without pairs.
import * as tf from '@tensorflow/tfjs';
import { l1 } from '../losses/l1.ts';
import { leastSquares } from '../losses/lsgan.ts';
import { patchDiscriminator } from '../nets/patchgan.ts';
import { resnetGenerator } from '../nets/resnet-generator.ts';
import { startAverages, updateAverages } from '../train/ema.ts';
import { gradients } from '../train/gradients.ts';
import { adam } from '../train/optimizers/adam.ts';
import { picturePool } from '../train/picture-pool.ts';
import { type Phase, recipe } from './recipe.ts';
import * as shared from './shared.ts';
import { cycleganTexts } from './texts/cyclegan.ts';

const POOL = 50; // pictures, section 4

export const cyclegan = recipe({
  id: 'cyclegan',
  version: 2,
  paper: 'Zhu 2017, arXiv:1703.10593',
  product: 'translate',
  needs: { data: 'pictures', content: true, atLeast: 5 },
  parameters: {
    size: { ...shared.size, default: '128' },
    width: shared.width(32),
    blocks: { kind: 'integer', default: 6, min: 1, max: 12 },
    cycle: { kind: 'number', default: 10, min: 0, max: 50 },
    identity: { kind: 'number', default: 5, min: 0, max: 50 },
    generatorRate: shared.generatorRate(2e-4),
    discriminatorRate: shared.discriminatorRate(2e-4),
    flip: shared.flip,
  },
  presets: {
    quick: { steps: 5_000, values: { size: '64', width: 24, blocks: 4 } },
    balanced: { steps: 6_000, values: {} },
    quality: { steps: 16_000, values: { blocks: 9 } },
  },
  texts: cycleganTexts,
  metrics: ['cycle', 'fid', 'kid'],

  build(values, { random }) {
    const { width, blocks } = values;
    const size = Number(values.size);
    const toB = resnetGenerator('generatorB', random, { width, blocks }); // A → B: content → data
    const toA = resnetGenerator('generatorA', random, { width, blocks }); // B → A
    const average = resnetGenerator('average', random, { width, blocks });
    const judgeA = patchDiscriminator('discriminatorA', random, { from: 3, width });
    const judgeB = patchDiscriminator('discriminatorB', random, { from: 3, width });
    startAverages(average.variables, toB.variables);
    const generators = { ...toA.variables, ...toB.variables };
    const discriminators = { ...judgeA.variables, ...judgeB.variables };
    const generatorAdam = adam('generators', generators, { beta1: 0.5 });
    const discriminatorAdam = adam('discriminators', discriminators, { beta1: 0.5 });
    const poolA = picturePool('poolA', POOL, [size, size, 3]);
    const poolB = picturePool('poolB', POOL, [size, size, 3]);
    const drawn = { count: 1, size, framing: 'cut', flip: values.flip } as const;
    const sides = { a: shared.pictures('content', drawn), b: shared.pictures('data', drawn) };

    const generatorsPhase: Phase = {
      name: 'generators',
      every: 1,
      inputs: {
        ...sides,
        grain: shared.normal(1, size, size, 3),
        chanceA: shared.uniform(2),
        chanceB: shared.uniform(2),
        rate: shared.fallingInSecondHalf(values.generatorRate),
        decay: shared.averaging(),
      },
      step(inputs) {
        const a = inputs.a as tf.Tensor4D; // [1,size,size,3] in −1..1
        const b = inputs.b as tf.Tensor4D;
        const [givenA, givenB] = [a, b].map((x) => shared.grainy(x, inputs.grain as tf.Tensor)) as [
          tf.Tensor4D,
          tf.Tensor4D,
        ];
        const [fakeA, fakeB] = [toA.apply(givenB), toB.apply(givenA)];
        // In 0..1, the mean of both ways.
        const cycleError = tf.mul(tf.add(l1(toA.apply(fakeB), a), l1(toB.apply(fakeA), b)), 0.25);
        const identityError = tf.mul(tf.add(l1(toA.apply(givenA), a), l1(toB.apply(givenB), b)), 0.25);
        const found = gradients(() => {
          const [fakeA, fakeB] = [toA.apply(givenB), toB.apply(givenA)];
          // E(D(G(a)) − 1)², both ways
          const ofA = leastSquares.generator(judgeA.apply(fakeA));
          const ofB = leastSquares.generator(judgeB.apply(fakeB));
          // E‖F(G(a)) − a‖₁ + E‖G(F(b)) − b‖₁
          const cycle = tf.add(l1(toA.apply(fakeB), a), l1(toB.apply(fakeA), b));
          // E‖F(a) − a‖₁ + E‖G(b) − b‖₁
          const identity = tf.add(l1(toA.apply(givenA), a), l1(toB.apply(givenB), b));
          return tf.addN<tf.Scalar>([ofA, ofB, tf.mul(cycle, values.cycle), tf.mul(identity, values.identity)]);
        }, generators);
        generatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        updateAverages(average.variables, toB.variables, inputs.decay as tf.Scalar);
        poolA.add(fakeA, inputs.chanceA as tf.Tensor1D);
        poolB.add(fakeB, inputs.chanceB as tf.Tensor1D);
        return { generatorLoss: found.value, cycleError, identityError };
      },
    };

    const discriminatorsPhase: Phase = {
      name: 'discriminators',
      every: 1,
      inputs: { ...sides, rate: shared.fallingInSecondHalf(values.discriminatorRate) },
      step(inputs) {
        const a = inputs.a as tf.Tensor4D;
        const b = inputs.b as tf.Tensor4D;
        const fakeA = poolA.shown;
        const fakeB = poolB.shown;
        const right = shared.toldApart(judgeB.apply(b), judgeB.apply(fakeB), 0.5);
        // ½E(D(b) − 1)² + ½E D(G(a))², both sides
        const found = gradients(
          () =>
            tf.add(
              leastSquares.discriminator(judgeA.apply(a), judgeA.apply(fakeA)),
              leastSquares.discriminator(judgeB.apply(b), judgeB.apply(fakeB)),
            ),
          discriminators,
        );
        discriminatorAdam.apply(found.gradients, inputs.rate as tf.Scalar);
        return { discriminatorLoss: found.value, ...right };
      },
    };

    return {
      variables: {
        ...generators,
        ...average.variables,
        ...discriminators,
        ...generatorAdam.slots,
        ...discriminatorAdam.slots,
        ...poolA.variables,
        ...poolB.variables,
      },
      phases: [generatorsPhase, discriminatorsPhase],
      product: {
        kind: 'translate',
        multiple: 4,
        grain: shared.GRAIN,
        apply: (x) => shared.toUnit(average.apply(shared.fromUnit(x))),
      },
    };
  },
});
