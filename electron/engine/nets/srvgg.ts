// SRVGGNetCompact (Wang 2021, arXiv:2107.10833): all convolutions at the small size, then one pixel shuffle.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { prelu } from './layers/activation.ts';
import { conv } from './layers/convolution.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { pixelShuffle } from './layers/resample.ts';
import { type Net, Parameters } from './parameters.ts';

export const COMPACT = { id: 'realesrgan-compact-x4', width: 64, convolutions: 34, scale: 4 } as const;

/** [n,h,w,3] → [n,4h,4w,3]: what is to be added to the enlarged picture. */
export function srvgg(name: string, random: Random): Net<tf.Tensor4D, tf.Tensor4D> {
  const { width, convolutions, scale } = COMPACT;
  const p = new Parameters(name, random);
  const layers = Array.from({ length: convolutions }, (_, k): Layer => {
    const scope = p.scope(`${k + 1}`);
    const last = k === convolutions - 1;
    const convolve = conv(scope, { from: k === 0 ? 3 : width, to: last ? 3 * scale ** 2 : width, size: 3 });
    return last ? convolve : sequence(convolve, prelu(scope, width));
  });
  return { variables: p.variables, apply: sequence(...layers, pixelShuffle(scale)) };
}

/** Gives a net of `srvgg` the weights of a shipped model: filter, bias and slopes of each layer, as ONNX has them. */
export function startAs(
  { variables }: Net<tf.Tensor4D, tf.Tensor4D>,
  weights: readonly { readonly data: Float32Array; readonly shape: readonly number[] }[],
): void {
  const own = Object.values(variables);
  if (own.length !== weights.length) throw new Error('the shipped model is built in another way');
  own.forEach((variable, k) => {
    const { data, shape } = weights[k] as (typeof weights)[number];
    tf.tidy(() => variable.assign(tf.reshape(asOurs(tf.tensor(data, [...shape])), variable.shape)));
  });
}

/** Filters [to,from,h,w] → [h,w,from,to]. ONNX shuffles channel k·r² + i·r + j, we channel (i·r + j)·3 + k. */
function asOurs(weights: tf.Tensor): tf.Tensor {
  const squared = COMPACT.scale ** 2;
  const inOrder =
    weights.shape[0] === 3 * squared
      ? tf.gather(
          weights,
          Array.from({ length: 3 * squared }, (_, k) => (k % 3) * squared + Math.floor(k / 3)),
        )
      : weights;
  return inOrder.rank === 4 ? tf.transpose(inOrder, [2, 3, 1, 0]) : inOrder;
}
