// The 70×70 PatchGAN (Isola 2016, arXiv:1611.07004, section 6.1.2): a discriminator that judges every patch by itself.
import type * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { leakyRelu } from './layers/activation.ts';
import { conv } from './layers/convolution.ts';
import { instanceNorm } from './layers/instance-norm.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { type Net, Parameters } from './parameters.ts';

/**
 * [n,side,side,from] in −1..1 → logits of patches [n,side/8−2,side/8−2,1].
 * `name` is the first part of the variables' names; `width` is 64 in the paper.
 */
export function patchDiscriminator(
  name: string,
  random: Random,
  { from, width: f }: { from: number; width: number },
): Net<tf.Tensor4D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const four = { size: 4, pad: 1, deviation: 0.02 };
  const block = (input: number, to: number, stride: number): Layer => {
    const scope = p.scope(`C${to}`);
    return sequence(conv(scope, { ...four, from: input, to, stride, bias: false }), instanceNorm(scope, to), leakyRelu);
  };
  const apply = sequence(
    conv(p.scope(`C${f}`), { ...four, from, to: f, stride: 2 }), // no norm in the first layer
    leakyRelu,
    block(f, 2 * f, 2),
    block(2 * f, 4 * f, 2),
    block(4 * f, 8 * f, 1),
    conv(p.scope('score'), { ...four, from: 8 * f, to: 1 }),
  );
  return { variables: p.variables, apply };
}
