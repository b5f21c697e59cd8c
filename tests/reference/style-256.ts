// Fast style transfer (Johnson 2016, arXiv:1603.08155) on pictures of 256²: content, style on three layers, total variation.
import * as tf from '@tensorflow/tfjs';
import { styleLoss } from '../../electron/engine/losses/gram.ts';
import { totalVariation } from '../../electron/engine/losses/total-variation.ts';
import { styleNet } from '../../electron/engine/nets/style-net.ts';
import { Random } from '../../electron/engine/random.ts';
import { gradients } from '../../electron/engine/train/gradients.ts';
import { adam } from '../../electron/engine/train/optimizers/adam.ts';
import { featureNet } from './feature-net.ts';
import { numbers, type Reference, scalar } from './reference.ts';

const SIZES = {
  full: { side: 256, width: 16, blocks: 5, features: [32, 64, 128] },
  small: { side: 32, width: 16, blocks: 1, features: [16, 32, 48] },
  tiny: { side: 16, width: 2, blocks: 1, features: [4, 5, 6] },
};

export const style256: Reference = {
  name: 'style-256',
  build(seed, size) {
    const { side, width, blocks, features: widths } = SIZES[size];
    const random = new Random(seed);
    const net = styleNet('style', random, { width, blocks });
    const features = featureNet(random, widths);
    const optimizer = adam('style', net.variables, { beta1: 0.9, beta2: 0.99 });
    const grams = Object.fromEntries(widths.map((c, k) => [`gram${k}`, numbers([1, c, c], 0, 1)]));
    return {
      batch: 1,
      variables: { ...net.variables, ...optimizer.slots },
      inputs: { photo: numbers([1, side, side, 3], 0, 1), ...grams, learningRate: scalar(1e-3) },
      step(inputs) {
        const photo = inputs.photo as tf.Tensor4D; // [1,side,side,3] in 0..1
        const content = features(photo)[1] as tf.Tensor4D;
        const { value, gradients: found } = gradients(() => {
          const styled = net.apply(photo);
          const styledFeatures = features(styled);
          const ofContent: tf.Scalar = tf.mean(tf.squaredDifference(styledFeatures[1] as tf.Tensor4D, content));
          const ofStyle = styledFeatures.map((f, k) => styleLoss(f, inputs[`gram${k}`] as tf.Tensor3D));
          return tf.addN<tf.Scalar>([ofContent, ...ofStyle, totalVariation(styled)]);
        }, net.variables);
        optimizer.apply(found, inputs.learningRate as tf.Scalar);
        return { loss: value };
      },
    };
  },
};
