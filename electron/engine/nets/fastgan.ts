// The generator of FastGAN (Liu 2021, arXiv:2101.04775): coarse features decide which fine ones are let through.
// Pixel norm in place of batch norm, so that a picture does not depend on the others of its batch; no noise but z.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { conv } from './layers/convolution.ts';
import { dense } from './layers/dense.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { pixelNorm } from './layers/pixel-norm.ts';
import { upsample } from './layers/resample.ts';
import { type Net, Parameters } from './parameters.ts';

export type FastganOptions = {
  /** Pixels per side of a picture: 64, 128 or 256. */
  side: number;
  /** A sixteenth of the channels at 4×4. */
  width: number;
};

/** The gate of a picture is this much larger than the features that decide on it. */
const REACH = 16;

/** z: [n,latent] in N(0,1) → pictures [n,side,side,3] in −1..1. `name` is the first part of the variables' names. */
export function fastganGenerator(
  name: string,
  random: Random,
  { side, width, latent }: FastganOptions & { latent: number },
): Net<tf.Tensor2D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const channels = (at: number) => Math.ceil((at < 64 ? 64 / at : 128 / at) * width);
  const first = dense(p.scope('4'), { from: latent, to: 4 * 4 * 2 * channels(4) });
  const levels: { at: number; up: Layer; gate: Gate | undefined }[] = [];
  for (let at = 8; at <= side; at *= 2) {
    const [from, to] = [channels(at / 2), channels(at)];
    const scope = p.scope(`${at}`);
    // A second convolution in every other block, as in the authors' code.
    const twice = at === 8 || at === 32 || at === 128;
    const up = sequence(
      upsample,
      gatedConv(scope.scope('1'), from, to),
      ...(twice ? [gatedConv(scope.scope('2'), to, to)] : []),
    );
    const decides = at / REACH;
    levels.push({
      at,
      up,
      gate: decides < 4 ? undefined : excitation(scope.scope('gate'), decides, channels(decides), to),
    });
  }
  const last = sequence(conv(p.scope('picture'), { from: channels(side), to: 3, size: 3 }), tf.tanh);
  return {
    variables: p.variables,
    apply(z) {
      const made = new Map([[4, halves(pixelNorm(tf.reshape(first(z), [-1, 4, 4, 2 * channels(4)])))]]);
      for (const { at, up, gate } of levels) {
        const x = up(made.get(at / 2) as tf.Tensor4D);
        made.set(at, gate ? gate(x, made.get(at / REACH) as tf.Tensor4D) : x);
      }
      return last(made.get(side) as tf.Tensor4D);
    },
  };
}

export type Gate = (x: tf.Tensor4D, deciding: tf.Tensor4D) => tf.Tensor4D;

/**
 * Skip-layer excitation (section 3.1): x [n,h,w,to] times a factor for each channel in 0..1, found from features
 * [n,side,side,from] of another size.
 */
export function excitation(p: Parameters, side: number, from: number, to: number): Gate {
  const whole = conv(p.scope('1'), { from, to, size: 4, pad: 'valid' });
  const factor = conv(p.scope('2'), { from: to, to, size: 1 });
  return (x, deciding) => {
    const seen = whole(side > 4 ? tf.avgPool(deciding, side / 4, side / 4, 'valid') : deciding); // [n,1,1,to]
    return tf.mul(x, tf.sigmoid(factor(tf.mul(seen, tf.sigmoid(seen)))));
  };
}

/** 3×3, norm, gated linear unit (Dauphin 2016, arXiv:1612.08083). */
export function gatedConv(p: Parameters, from: number, to: number): Layer {
  return sequence(conv(p, { from, to: 2 * to, size: 3 }), pixelNorm, halves);
}

/** a·σ(b), of channels [a, b] */
function halves(x: tf.Tensor4D): tf.Tensor4D {
  const [a, b] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
  return tf.mul(a, tf.sigmoid(b));
}
