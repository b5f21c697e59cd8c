// CycleGAN (Zhu 2017, arXiv:1703.10593) on pictures of 128²: both generators' step, then both discriminators' on the fresh fakes.
import * as tf from '@tensorflow/tfjs';
import { l1 } from '../../electron/engine/losses/l1.ts';
import { leastSquares } from '../../electron/engine/losses/lsgan.ts';
import { patchDiscriminator } from '../../electron/engine/nets/patchgan.ts';
import { resnetGenerator } from '../../electron/engine/nets/resnet-generator.ts';
import { Random } from '../../electron/engine/random.ts';
import { gradients } from '../../electron/engine/train/gradients.ts';
import { adam } from '../../electron/engine/train/optimizers/adam.ts';
import { pictures, type Reference, scalar } from './reference.ts';

const SIZES = {
  full: { side: 128, width: 32, blocks: 6 },
  small: { side: 32, width: 16, blocks: 1 },
  tiny: { side: 24, width: 2, blocks: 1 },
};
const CYCLE = 10;
const IDENTITY = 5;

export const cyclegan128: Reference = {
  name: 'cyclegan-128',
  build(seed, size) {
    const { side, width, blocks } = SIZES[size];
    const random = new Random(seed);
    const toB = resnetGenerator('generatorB', random, { width, blocks }); // A → B
    const toA = resnetGenerator('generatorA', random, { width, blocks }); // B → A
    const judgeA = patchDiscriminator('discriminatorA', random, { from: 3, width });
    const judgeB = patchDiscriminator('discriminatorB', random, { from: 3, width });
    const generators = { ...toA.variables, ...toB.variables };
    const discriminators = { ...judgeA.variables, ...judgeB.variables };
    const optimizers = {
      generators: adam('generators', generators, { beta1: 0.5 }),
      discriminators: adam('discriminators', discriminators, { beta1: 0.5 }),
    };
    return {
      batch: 1,
      variables: {
        ...generators,
        ...discriminators,
        ...optimizers.generators.slots,
        ...optimizers.discriminators.slots,
      },
      inputs: { a: pictures(1, side), b: pictures(1, side), learningRate: scalar(2e-4) },
      step(inputs) {
        const a = inputs.a as tf.Tensor4D; // [1,side,side,3] in −1..1
        const b = inputs.b as tf.Tensor4D;
        const learningRate = inputs.learningRate as tf.Scalar;
        const [fakeA, fakeB] = [toA.apply(b), toB.apply(a)];
        const g = gradients(() => {
          const [fakeA, fakeB] = [toA.apply(b), toB.apply(a)];
          const adversarial: tf.Scalar = tf.add(
            leastSquares.generator(judgeA.apply(fakeA)),
            leastSquares.generator(judgeB.apply(fakeB)),
          );
          const cycle = tf.add(l1(toA.apply(fakeB), a), l1(toB.apply(fakeA), b));
          const identity = tf.add(l1(toA.apply(a), a), l1(toB.apply(b), b));
          return tf.addN<tf.Scalar>([
            adversarial,
            tf.mul<tf.Scalar>(cycle, CYCLE),
            tf.mul<tf.Scalar>(identity, IDENTITY),
          ]);
        }, generators);
        optimizers.generators.apply(g.gradients, learningRate);
        const d = gradients(
          () =>
            tf.add(
              leastSquares.discriminator(judgeA.apply(a), judgeA.apply(fakeA)),
              leastSquares.discriminator(judgeB.apply(b), judgeB.apply(fakeB)),
            ),
          discriminators,
        );
        optimizers.discriminators.apply(d.gradients, learningRate);
        return { generatorLoss: g.value, discriminatorLoss: d.value };
      },
    };
  },
};
