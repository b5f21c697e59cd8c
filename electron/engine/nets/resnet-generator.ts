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

export type ResnetGenerator = Net<tf.Tensor4D, tf.Tensor4D> & {
  /**
   * What CUT compares of a picture (Park 2020, arXiv:2007.15651): its pixels, after each halving, after the first and the middle
   * of the residual blocks. Of 3, 2f, 4f, 4f and 4f channels.
   */
  readonly features: (x: tf.Tensor4D) => tf.Tensor4D[];
};

/** [n,h,w,3] → [n,h,w,3], both in −1..1; h and w divisible by 4. `name` is the first part of the variables' names. */
export function resnetGenerator(name: string, random: Random, { width: f, blocks }: ResnetOptions): ResnetGenerator {
  const p = new Parameters(name, random);
  const residuals = Array.from({ length: blocks }, (_, k) => residual(p.scope(`R${4 * f}-${k + 1}`), 4 * f));
  // c7s1-f, d2f, d4f, R4f…, u2f, uf, c7s1-3: the paper's own names
  const down1 = sequence(
    reflectPad(3),
    convNormRelu(p.scope(`c7s1-${f}`), { from: 3, to: f, size: 7, pad: 'valid' }),
    convNormRelu(p.scope(`d${2 * f}`), { from: f, to: 2 * f, size: 3, stride: 2 }),
  );
  const down2 = convNormRelu(p.scope(`d${4 * f}`), { from: 2 * f, to: 4 * f, size: 3, stride: 2 });
  const up = sequence(
    upNormRelu(p.scope(`u${2 * f}`), 4 * f, 2 * f),
    upNormRelu(p.scope(`u${f}`), 2 * f, f),
    reflectPad(3),
    conv(p.scope('c7s1-3'), { from: f, to: 3, size: 7, pad: 'valid', deviation }),
    tf.tanh,
  );
  const middle = Math.ceil(blocks / 2);
  return {
    variables: p.variables,
    apply: sequence(down1, down2, ...residuals, up),
    features(x) {
      const half = down1(x);
      const quarter = down2(half);
      const first = sequence(...residuals.slice(0, 1))(quarter);
      return [x, half, quarter, first, sequence(...residuals.slice(1, middle))(first)];
    },
  };
}

function upNormRelu(p: Parameters, from: number, to: number): Layer {
  const up = transposedConv(p, { from, to, size: 3, stride: 2, bias: false, deviation });
  return sequence(up, instanceNorm(p, to), tf.relu);
}
