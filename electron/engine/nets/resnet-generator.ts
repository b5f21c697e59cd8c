// The generator of CycleGAN (Zhu 2017, arXiv:1703.10593, section 7.2), after Johnson 2016 (arXiv:1603.08155): picture to picture.
// Upsampling and a convolution stand for the paper's transposed ones, which leave a grid (Odena 2016, distill.pub/2016/deconv-checkerboard).
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { convNormRelu, residual } from './layers/blocks.ts';
import { conv } from './layers/convolution.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { reflectPad, upsampleSmooth } from './layers/resample.ts';
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
    mirrored(p.scope(`d${2 * f}`), { from: f, to: 2 * f, stride: 2 }),
  );
  const down2 = mirrored(p.scope(`d${4 * f}`), { from: 2 * f, to: 4 * f, stride: 2 });
  const up = sequence(
    upsampleSmooth,
    mirrored(p.scope(`u${2 * f}`), { from: 4 * f, to: 2 * f }),
    upsampleSmooth,
    mirrored(p.scope(`u${f}`), { from: 2 * f, to: f }),
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

/** 3×3 over the mirrored edge: zeros would show as a frame. */
function mirrored(p: Parameters, options: { from: number; to: number; stride?: number }): Layer {
  return sequence(reflectPad(1), convNormRelu(p, { ...options, size: 3, pad: 'valid' }));
}
