// The feed-forward style net (Johnson 2016, arXiv:1603.08155, supplement), with upsampling in place of transposed convolutions
// (Odena 2016, distill.pub/2016/deconv-checkerboard) and instance norm (Ulyanov 2016, arXiv:1607.08022).
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { convNormRelu, residual } from './layers/blocks.ts';
import { conv } from './layers/convolution.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { reflectPad, upsampleSmooth } from './layers/resample.ts';
import { type Net, Parameters } from './parameters.ts';

/** [n,h,w,3] → [n,h,w,3], both in 0..1; h and w divisible by 4. `width` is 32 in the paper. */
export function styleNet(
  name: string,
  random: Random,
  { width: f, blocks }: { width: number; blocks: number },
): Net<tf.Tensor4D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const residuals = Array.from({ length: blocks }, (_, k) => residual(p.scope(`residual${k + 1}`), 4 * f));
  const down = (scope: string, from: number, to: number): Layer =>
    sequence(reflectPad(1), convNormRelu(p.scope(scope), { from, to, size: 3, stride: 2, pad: 'valid' }));
  const up = (scope: string, from: number, to: number): Layer =>
    sequence(upsampleSmooth, reflectPad(1), convNormRelu(p.scope(scope), { from, to, size: 3, pad: 'valid' }));
  const apply = sequence(
    reflectPad(4),
    convNormRelu(p.scope('first'), { from: 3, to: f, size: 9, pad: 'valid' }),
    down('down1', f, 2 * f),
    down('down2', 2 * f, 4 * f),
    ...residuals,
    up('up1', 4 * f, 2 * f),
    up('up2', 2 * f, f),
    reflectPad(4),
    conv(p.scope('last'), { from: f, to: 3, size: 9, pad: 'valid', deviation: 0.02 }),
    tf.sigmoid,
  );
  return { variables: p.variables, apply };
}
