// The discriminator of StyleGAN2 (Karras 2019, arXiv:1912.04958), small, with residuals.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { withDeviation } from './layers/deviation.ts';
import { activated, equalisedConv, equalisedDense } from './layers/equalised.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { type Net, Parameters } from './parameters.ts';
import { sidesOf, type StyleganOptions } from './stylegan.ts';

/** Pictures [n,side,side,3] in −1..1 → a logit each [n]: above 0 for real ones. */
export function styleganDiscriminator(
  name: string,
  random: Random,
  { side, width }: StyleganOptions,
): Net<tf.Tensor4D, tf.Tensor1D> {
  const p = new Parameters(name, random);
  const channels = (at: number) => Math.min(8, side / at) * width;
  const block = (at: number): Layer => {
    const [scope, from, to] = [p.scope(`${at}`), channels(at), channels(at / 2)];
    const convolve1 = equalisedConv(scope.scope('1'), from, from, 3);
    const convolve2 = equalisedConv(scope.scope('2'), from, to, 3);
    const skip = equalisedConv(scope.scope('skip'), from, to, 1);
    const straight = (x: tf.Tensor4D) => halved(activated(convolve2(activated(convolve1(x)))));
    return (x) => tf.mul(tf.add(straight(x), skip(halved(x))), Math.SQRT1_2);
  };
  const features = sequence(
    equalisedConv(p.scope('rgb'), 3, width, 1),
    activated,
    ...sidesOf(side)
      .filter((at) => at > 4)
      .reverse()
      .map(block),
    withDeviation,
    equalisedConv(p.scope('4'), channels(4) + 1, channels(4), 3),
    activated,
  );
  const hidden = equalisedDense(p.scope('hidden'), 16 * channels(4), channels(4));
  const score = equalisedDense(p.scope('score'), channels(4), 1);
  const apply = (x: tf.Tensor4D) => {
    const h = tf.mul<tf.Tensor2D>(
      tf.leakyRelu(hidden(tf.reshape(features(x), [x.shape[0], 16 * channels(4)])), 0.2),
      Math.SQRT2,
    );
    return tf.reshape<tf.Rank.R1>(score(h), [-1]);
  };
  return { variables: p.variables, apply };
}

function halved(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid');
}
