// DCGAN (Radford 2015, arXiv:1511.06434): pictures from noise, by convolutions only. Instance norm in place of batch norm.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { leakyRelu } from './layers/activation.ts';
import { conv, transposedConv } from './layers/convolution.ts';
import { dense } from './layers/dense.ts';
import { instanceNorm } from './layers/instance-norm.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { type Net, Parameters } from './parameters.ts';

export type DcganOptions = {
  /** Pixels per side of a picture: a power of two, at least 16. */
  side: number;
  /** Channels of the layer next to the picture; they double towards 4×4. */
  width: number;
};

// “All weights were initialized from a zero-centered Normal distribution with standard deviation 0.02.”
const deviation = 0.02;
const four = { size: 4, stride: 2, deviation };
/** A convolution of [n,4,4,c] that leaves one pixel. */
export const whole = { size: 4, pad: 'valid', deviation } as const;

/** z: [n,latent] in N(0,1) → pictures [n,side,side,3] in −1..1. `name` is the first part of the variables' names. */
export function dcganGenerator(
  name: string,
  random: Random,
  { side, width, latent }: DcganOptions & { latent: number },
): Net<tf.Tensor2D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const top = (width * side) / 8; // channels at 4×4
  const project = dense(p.scope('project'), { from: latent, to: 4 * 4 * top, bias: false, deviation });
  const blocks: Layer[] = [instanceNorm(p.scope('norm4'), top), tf.relu];
  for (let channels = top, at = 8; at < side; channels /= 2, at *= 2) {
    blocks.push(
      transposedConv(p.scope(`up${at}`), { ...four, from: channels, to: channels / 2, bias: false }),
      instanceNorm(p.scope(`norm${at}`), channels / 2),
      tf.relu,
    );
  }
  const up = sequence(...blocks, transposedConv(p.scope(`up${side}`), { ...four, from: width, to: 3 }), tf.tanh);
  return { variables: p.variables, apply: (z) => up(tf.reshape(project(z), [-1, 4, 4, top])) };
}

/**
 * Pictures [n,side,side,3] in −1..1 → a logit each [n]: above 0 for real ones.
 * Without norms it is a critic (Gulrajani 2017, arXiv:1704.00028, section 4), whose scores mean nothing but their difference:
 * no bias at the end.
 */
export function dcganDiscriminator(
  name: string,
  random: Random,
  options: DcganOptions & { norms: boolean },
): Net<tf.Tensor4D, tf.Tensor1D> {
  const p = new Parameters(name, random);
  const { apply: features, channels } = dcganFeatures(p, options);
  const score = conv(p.scope('score'), { ...whole, from: channels, to: 1, bias: options.norms });
  return { variables: p.variables, apply: (x) => tf.reshape(score(features(x)), [-1]) };
}

/** The discriminator up to its last layer: pictures [n,side,side,3] → [n,4,4,channels], to be seen as a `whole`. */
export function dcganFeatures(
  p: Parameters,
  { side, width, norms }: DcganOptions & { norms: boolean },
): { apply: Layer; channels: number } {
  const blocks: Layer[] = [conv(p.scope(`down${side / 2}`), { ...four, from: 3, to: width }), leakyRelu];
  let channels = width;
  for (let at = side / 4; at >= 4; at /= 2, channels *= 2) {
    blocks.push(conv(p.scope(`down${at}`), { ...four, from: channels, to: channels * 2, bias: !norms }));
    if (norms) blocks.push(instanceNorm(p.scope(`norm${at}`), channels * 2));
    blocks.push(leakyRelu);
  }
  return { apply: sequence(...blocks), channels };
}
