// The U-Net generator of pix2pix (Isola 2017, arXiv:1611.07004, section 6.1.1), after Ronneberger 2015 (arXiv:1505.04597).
// Instance norm is the paper's batch norm at a batch of one. No dropout: it gave the paper “only minor stochasticity”.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { leakyRelu } from './layers/activation.ts';
import { conv, transposedConv } from './layers/convolution.ts';
import { instanceNorm } from './layers/instance-norm.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { type Net, Parameters } from './parameters.ts';

export type UnetOptions = {
  /** Channels of the first layer, 64 in the paper; they double with every layer up to eight times as many. */
  width: number;
  /** How often the picture is halved. The paper halves 256² to 1²; a norm needs more than one pixel. */
  depth: number;
};

const four = { size: 4, stride: 2, deviation: 0.02 };

/** [n,h,w,3] → [n,h,w,3], both in −1..1; h and w divisible by 2^depth. `name` is the first part of the variables' names. */
export function unet(name: string, random: Random, { width, depth }: UnetOptions): Net<tf.Tensor4D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const channels = (level: number) => width * Math.min(8, 2 ** level);
  const down = (level: number): Layer => {
    const [scope, to] = [p.scope(`down${level}`), channels(level)];
    if (level === 0) return conv(scope, { ...four, from: 3, to }); // no norm in the first layer
    const convolve = conv(scope, { ...four, from: channels(level - 1), to, bias: false });
    return sequence(leakyRelu, convolve, instanceNorm(scope, to));
  };
  const up = (level: number): Layer => {
    const scope = p.scope(`up${level}`);
    const from = channels(level) * (level === depth - 1 ? 1 : 2); // beside it the encoder's
    if (level === 0) return sequence(tf.relu, transposedConv(scope, { ...four, from, to: 3 }), tf.tanh);
    const to = channels(level - 1);
    return sequence(tf.relu, transposedConv(scope, { ...four, from, to, bias: false }), instanceNorm(scope, to));
  };
  const levels = Array.from({ length: depth }, (_, level) => ({ down: down(level), up: up(level) }));
  // Each level: halve, go deeper, put what was there beside what comes back, double.
  const apply = levels.reduceRight<Layer | undefined>((deeper, { down, up }) => {
    return (x) => {
      const y = down(x);
      return up(deeper ? tf.concat([y, deeper(y)], 3) : y);
    };
  }, undefined);
  if (!apply) throw new Error('a U-Net has at least one level');
  return { variables: p.variables, apply };
}
