// The generator of StyleGAN2 (Karras 2019, arXiv:1912.04958), small: a mapping net, modulated convolutions with noise, skips.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { activated, equalised, equalisedDense } from './layers/equalised.ts';
import { upsample } from './layers/resample.ts';
import { type NamedVariables, Parameters } from './parameters.ts';

export type StyleganOptions = {
  /** Pixels per side of a picture: a power of two, at least 8. */
  side: number;
  /** Channels at full size; they double towards 4×4, up to eight times as many. */
  width: number;
};

export type StyleganGenerator = {
  readonly variables: NamedVariables;
  /** Layers that take a style, from the coarsest on. */
  readonly styles: number;
  /** Numbers of noise that a picture takes. */
  readonly noises: number;
  /** z [n,latent] in N(0,1) → what styles are made from, w [n,latent]. */
  readonly map: (z: tf.Tensor2D) => tf.Tensor2D;
  /**
   * A w for each layer → pictures [n,side,side,3] in about −1..1. `noise`: [n,noises] in N(0,1); without it there is none, which
   * is its mean.
   */
  readonly paint: (styles: readonly tf.Tensor2D[], noise?: tf.Tensor2D) => tf.Tensor4D;
};

/** `name` is the first part of the variables' names. */
export function styleganGenerator(
  name: string,
  random: Random,
  { side, width, latent }: StyleganOptions & { latent: number },
): StyleganGenerator {
  const p = new Parameters(name, random);
  const channels = (at: number) => Math.min(8, side / at) * width;
  // “a learning rate two orders of magnitude lower for the mapping network” (Karras 2018, arXiv:1812.04948, appendix C)
  const mapping = [1, 2, 3, 4].map((k) => equalisedDense(p.scope(`mapping${k}`), latent, latent, { rate: 0.01 }));
  const start = p.normal('start', [1, 4, 4, channels(4)], 1) as tf.Variable<tf.Rank.R4>;
  const levels = sidesOf(side).map((at) => {
    const to = channels(at);
    const scope = p.scope(`${at}`);
    return {
      at,
      up: at === 4 ? undefined : noisy(scope.scope('1'), { to, latent, from: channels(at / 2) }),
      same: noisy(scope.scope('2'), { to, latent, from: to }),
      toRgb: modulated(scope.scope('rgb'), { from: to, to: 3, size: 1, latent, demodulate: false }),
    };
  });
  return {
    variables: p.variables,
    styles: 2 * levels.length,
    noises: levels.reduce((sum, { at, up }) => sum + (up ? 2 : 1) * at * at, 0),
    map(z) {
      const normal: tf.Tensor2D = tf.mul(z, tf.rsqrt(tf.add(tf.mean(tf.square(z), 1, true), 1e-8)));
      return mapping.reduce((y, layer) => tf.mul(tf.leakyRelu(layer(y), 0.2), Math.SQRT2), normal);
    },
    paint(styles, noise) {
      const style = (layer: number) => styles[layer] as tf.Tensor2D;
      const draw = noise && parted(noise);
      let x: tf.Tensor4D = tf.tile(start, [style(0).shape[0], 1, 1, 1]);
      let picture: tf.Tensor4D | undefined;
      levels.forEach(({ at, up, same, toRgb }, k) => {
        if (up) x = activated(up(upsample(x), style(2 * k - 1), draw?.(at)));
        x = activated(same(x, style(2 * k), draw?.(at)));
        // To colours with the style of the layer that follows.
        const rgb = toRgb(x, style(2 * k + 1));
        picture = picture ? tf.add(smoothlyDoubled(picture), rgb) : rgb;
      });
      return picture as unknown as tf.Tensor4D;
    },
  };
}

/** w [n,latent] for the layers before `crossover` [n] or [], another one from there on. */
export function crossed(w: tf.Tensor2D, other: tf.Tensor2D, crossover: tf.Tensor, layers: number): tf.Tensor2D[] {
  const apart = tf.sub(other, w);
  const column = crossover.rank === 0 ? crossover : tf.reshape(crossover, [-1, 1]);
  return Array.from({ length: layers }, (_, layer) => {
    const after = tf.cast(tf.lessEqual(column, tf.scalar(layer, column.dtype)), 'float32');
    return tf.add(w, tf.mul(apart, after));
  });
}

/** 4, 8, … side */
export function sidesOf(side: number): number[] {
  return Array.from({ length: Math.log2(side) - 1 }, (_, k) => 4 * 2 ** k);
}

type Styled = (x: tf.Tensor4D, w: tf.Tensor2D) => tf.Tensor4D;
type ModulatedOptions = { from: number; to: number; size: number; latent: number; demodulate: boolean };

/**
 * Weight modulation (section 2.2), by scaling what goes in and what comes out: filters w·s of a picture with its style s, and,
 * demodulated, divided by √(Σ(w·s)² + ε).
 */
function modulated(p: Parameters, { from, to, size, latent, demodulate }: ModulatedOptions): Styled {
  const style = equalisedDense(p.scope('style'), latent, from, { start: 1 });
  const weights = equalised(p, 'filter', [size, size, from, to]);
  const bias = p.constant('bias', [to], 0);
  return (x, w) => {
    const filter = weights() as tf.Tensor4D;
    const s = style(w); // [n,from]
    const y = tf.conv2d(tf.mul<tf.Tensor4D>(x, tf.reshape(s, [-1, 1, 1, from])), filter, 1, 'same');
    if (!demodulate) return tf.add(y, bias);
    const energy = tf.sum<tf.Tensor2D>(tf.square(filter), [0, 1]); // [from,to]
    const scale = tf.rsqrt(tf.add(tf.matMul(tf.square(s), energy), 1e-8)); // [n,to]
    return tf.add(tf.mul(y, tf.reshape(scale, [-1, 1, 1, to])), bias);
  };
}

/** A modulated 3×3 convolution, and noise [n,h,w,1] of learned strength on top. */
function noisy(p: Parameters, options: Omit<ModulatedOptions, 'size' | 'demodulate'>) {
  const convolve = modulated(p, { ...options, size: 3, demodulate: true });
  const strength = p.constant('noise', [1], 0);
  return (x: tf.Tensor4D, w: tf.Tensor2D, noise?: tf.Tensor4D): tf.Tensor4D => {
    const y = convolve(x, w);
    return noise ? tf.add(y, tf.mul(noise, strength)) : y;
  };
}

/** Takes squares [n,side,side,1] of noise [n,noises], one after the other. */
function parted(noise: tf.Tensor2D): (side: number) => tf.Tensor4D {
  let taken = 0;
  return (side) => {
    const part = tf.slice(noise, [0, taken], [-1, side * side]);
    taken += side * side;
    return tf.reshape(part, [-1, side, side, 1]);
  };
}

function smoothlyDoubled(x: tf.Tensor4D): tf.Tensor4D {
  return tf.image.resizeBilinear(x, [2 * x.shape[1], 2 * x.shape[2]], false, true);
}
