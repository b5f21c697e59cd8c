// The nets of AC-GAN (Odena 2017, arXiv:1610.09585): DCGAN's, with the class as an input of one and an answer of the other.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { dcganFeatures, dcganGenerator, type DcganOptions, whole } from './dcgan.ts';
import { conv } from './layers/convolution.ts';
import { withDeviation } from './layers/deviation.ts';
import { type NamedVariables, Parameters } from './parameters.ts';

export type AcganGenerator = {
  readonly variables: NamedVariables;
  /** z [n,latent] in N(0,1), labels [n] int32 → pictures [n,side,side,3] in −1..1 */
  readonly apply: (z: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor4D;
};

export function acganGenerator(
  name: string,
  random: Random,
  { latent, classes, ...options }: DcganOptions & { latent: number; classes: number },
): AcganGenerator {
  const net = dcganGenerator(name, random, { ...options, latent: latent + classes });
  return {
    variables: net.variables,
    apply(z, labels) {
      const chosen = tf.cast<tf.Tensor2D>(tf.oneHot(labels, classes) as tf.Tensor2D, 'float32'); // [n,classes]
      return net.apply(tf.concat([z, chosen], 1));
    },
  };
}

export type AcganDiscriminator = {
  readonly variables: NamedVariables;
  /** Pictures [n,side,side,3] in −1..1 → logits of being real [n], and of the classes [n,classes]. */
  readonly apply: (x: tf.Tensor4D) => { source: tf.Tensor1D; classes: tf.Tensor2D };
};

export function acganDiscriminator(
  name: string,
  random: Random,
  { classes, ...options }: DcganOptions & { classes: number },
): AcganDiscriminator {
  const p = new Parameters(name, random);
  const { apply: features, channels } = dcganFeatures(p, { ...options, norms: true });
  // Instance norms take away what pictures of a batch have in common or not: told apart, it keeps a class from becoming one picture.
  const source = conv(p.scope('source'), { ...whole, from: channels + 1, to: 1 });
  const kind = conv(p.scope('class'), { ...whole, from: channels, to: classes });
  return {
    variables: p.variables,
    apply(x) {
      const seen = features(x);
      return { source: tf.reshape(source(withDeviation(seen)), [-1]), classes: tf.reshape(kind(seen), [-1, classes]) };
    },
  };
}
