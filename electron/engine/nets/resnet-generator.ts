// The generator of CycleGAN (Zhu 2017, arXiv:1703.10593, section 7.2), after Johnson 2016 (arXiv:1603.08155): picture to picture.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { convNormRelu, residual } from './layers/blocks.ts';
import { conv, transposedConv } from './layers/convolution.ts';
import { instanceNorm } from './layers/instance-norm.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { reflectPad } from './layers/resample.ts';
import { type Net, Parameters } from './parameters.ts';

export type ResnetOptions = {
  /** Channels at full size; the residual blocks have four times as many. */
  width: number;
  /** Residual blocks: 6 for pictures of 128², 9 for larger ones. */
  blocks: number;
};

const deviation = 0.02;

/** [n,h,w,3] → [n,h,w,3], both in −1..1; h and w divisible by 4. `name` is the first part of the variables' names. */
export function resnetGenerator(
  name: string,
  random: Random,
  { width: f, blocks }: ResnetOptions,
): Net<tf.Tensor4D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const residuals = Array.from({ length: blocks }, (_, k) => residual(p.scope(`R${4 * f}-${k + 1}`), 4 * f));
  // c7s1-f, d2f, d4f, R4f…, u2f, uf, c7s1-3: the paper's own names
  const apply = sequence(
    reflectPad(3),
    convNormRelu(p.scope(`c7s1-${f}`), { from: 3, to: f, size: 7, pad: 'valid' }),
    convNormRelu(p.scope(`d${2 * f}`), { from: f, to: 2 * f, size: 3, stride: 2 }),
    convNormRelu(p.scope(`d${4 * f}`), { from: 2 * f, to: 4 * f, size: 3, stride: 2 }),
    ...residuals,
    upNormRelu(p.scope(`u${2 * f}`), 4 * f, 2 * f),
    upNormRelu(p.scope(`u${f}`), 2 * f, f),
    reflectPad(3),
    conv(p.scope('c7s1-3'), { from: f, to: 3, size: 7, pad: 'valid', deviation }),
    tf.tanh,
  );
  return { variables: p.variables, apply };
}

function upNormRelu(p: Parameters, from: number, to: number): Layer {
  const up = transposedConv(p, { from, to, size: 3, stride: 2, bias: false, deviation });
  return sequence(up, instanceNorm(p, to), tf.relu);
}
