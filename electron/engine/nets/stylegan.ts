// StyleGAN2 (Karras 2019, arXiv:1912.04958), small: a mapping net, modulated convolutions, skips in the generator, residuals in the
// discriminator. Without noise inputs, as StyleGAN3 (arXiv:2106.12423) found they can be left out.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';
import { leakyRelu } from './layers/activation.ts';
import { type Layer, sequence } from './layers/layer.ts';
import { upsample } from './layers/resample.ts';
import { type Net, Parameters } from './parameters.ts';

export type StyleganOptions = {
  /** Pixels per side of a picture: a power of two, at least 8. */
  side: number;
  /** Channels at full size; they double towards 4×4, up to eight times as many. */
  width: number;
};

/** Equalised learning rate (Karras 2017, arXiv:1710.10196): N(0,1) weights, scaled where they are used. */
function equalised(p: Parameters, name: string, shape: number[], rate = 1): () => tf.Tensor {
  const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const weight = p.normal(name, shape, 1 / rate);
  return () => tf.mul(weight, rate / Math.sqrt(inputs));
}

function dense(p: Parameters, from: number, to: number, { start = 0, rate = 1 } = {}) {
  const weight = equalised(p, 'weight', [from, to], rate);
  const bias = p.constant('bias', [to], start / rate);
  return (x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weight() as tf.Tensor2D), tf.mul(bias, rate));
}

function conv(p: Parameters, from: number, to: number, size: number): Layer {
  const filter = equalised(p, 'filter', [size, size, from, to]);
  const bias = p.constant('bias', [to], 0);
  return (x) => tf.add(tf.conv2d(x, filter() as tf.Tensor4D, 1, 'same'), bias);
}

type Styled = (x: tf.Tensor4D, w: tf.Tensor2D) => tf.Tensor4D;

/**
 * Weight modulation (section 2.2), by scaling what goes in and what comes out: filters w·s of a picture with its style s, and,
 * demodulated, divided by √(Σ(w·s)² + ε).
 */
function modulated(
  p: Parameters,
  {
    from,
    to,
    size,
    latent,
    demodulate,
  }: { from: number; to: number; size: number; latent: number; demodulate: boolean },
): Styled {
  const style = dense(p.scope('style'), latent, from, { start: 1 });
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

function sidesOf(side: number): number[] {
  return Array.from({ length: Math.log2(side) - 1 }, (_, k) => 4 * 2 ** k);
}

/** z: [n,latent] in N(0,1) → pictures [n,side,side,3] in about −1..1. `name` is the first part of the variables' names. */
export function styleganGenerator(
  name: string,
  random: Random,
  { side, width, latent }: StyleganOptions & { latent: number },
): Net<tf.Tensor2D, tf.Tensor4D> {
  const p = new Parameters(name, random);
  const channels = (at: number) => Math.min(8, side / at) * width;
  // “a learning rate two orders of magnitude lower for the mapping network” (Karras 2018, arXiv:1812.04948, appendix C)
  const mapping = [1, 2, 3, 4].map((k) => dense(p.scope(`mapping${k}`), latent, latent, { rate: 0.01 }));
  const start = p.normal('start', [1, 4, 4, channels(4)], 1) as tf.Variable<tf.Rank.R4>;
  const levels = sidesOf(side).map((at) => {
    const to = channels(at);
    const scope = p.scope(`${at}`);
    const three = { to, size: 3, latent, demodulate: true };
    return {
      up: at === 4 ? undefined : modulated(scope.scope('1'), { ...three, from: channels(at / 2) }),
      same: modulated(scope.scope('2'), { ...three, from: to }),
      toRgb: modulated(scope.scope('rgb'), { from: to, to: 3, size: 1, latent, demodulate: false }),
    };
  });
  const apply = (z: tf.Tensor2D): tf.Tensor4D => {
    const normal: tf.Tensor2D = tf.mul(z, tf.rsqrt(tf.add(tf.mean(tf.square(z), 1, true), 1e-8)));
    const w = mapping.reduce((y, layer) => tf.mul(tf.leakyRelu(layer(y), 0.2), Math.SQRT2), normal);
    let x: tf.Tensor4D = tf.tile(start, [z.shape[0], 1, 1, 1]);
    let picture: tf.Tensor4D | undefined;
    for (const { up, same, toRgb } of levels) {
      if (up) x = activated(up(upsample(x), w));
      x = activated(same(x, w));
      const rgb = toRgb(x, w);
      picture = picture ? tf.add(smoothlyDoubled(picture), rgb) : rgb;
    }
    return picture as tf.Tensor4D;
  };
  return { variables: p.variables, apply };
}

/** Keeps the variance: √2·leakyReLU(x) */
function activated(x: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(leakyRelu(x), Math.SQRT2);
}

function smoothlyDoubled(x: tf.Tensor4D): tf.Tensor4D {
  return tf.image.resizeBilinear(x, [2 * x.shape[1], 2 * x.shape[2]], false, true);
}

/** Pictures [n,side,side,3] in −1..1 → a logit each [n]: above 0 for real ones. */
export function styleganDiscriminator(
  name: string,
  random: Random,
  { side, width }: StyleganOptions,
): Net<tf.Tensor4D, tf.Tensor1D> {
  const p = new Parameters(name, random);
  const channels = (at: number) => Math.min(8, side / at) * width;
  const block = (at: number): Layer => {
    const [scope, from, to] = [p.scope(`${at}`), channels(at), channels(at / 2)];
    const convolve1 = conv(scope.scope('1'), from, from, 3);
    const convolve2 = conv(scope.scope('2'), from, to, 3);
    const skip = conv(scope.scope('skip'), from, to, 1);
    const straight = (x: tf.Tensor4D) => halved(activated(convolve2(activated(convolve1(x)))));
    return (x) => tf.mul(tf.add(straight(x), skip(halved(x))), Math.SQRT1_2);
  };
  const features = sequence(
    conv(p.scope('rgb'), 3, width, 1),
    activated,
    ...sidesOf(side)
      .filter((at) => at > 4)
      .reverse()
      .map(block),
    withDeviation,
    conv(p.scope('4'), channels(4) + 1, channels(4), 3),
    activated,
  );
  const hidden = dense(p.scope('hidden'), 16 * channels(4), channels(4));
  const score = dense(p.scope('score'), channels(4), 1);
  const apply = (x: tf.Tensor4D) => {
    const h = tf.mul<tf.Tensor2D>(
      tf.leakyRelu(hidden(tf.reshape(features(x), [x.shape[0], 16 * channels(4)])), 0.2),
      Math.SQRT2,
    );
    return tf.reshape<tf.Rank.R1>(score(h), [-1]);
  };
  return { variables: p.variables, apply };
}

function halved(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid');
}

/** One more channel: how much the pictures of the batch differ (Karras 2017, arXiv:1710.10196, section 3). */
function withDeviation(x: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w] = x.shape;
  const mean = tf.mean(x, 0, true);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), 0);
  const deviation = tf.mean(tf.sqrt(tf.add(variance, 1e-8)));
  return tf.concat([x, tf.tile(tf.reshape(deviation, [1, 1, 1, 1]), [n, h, w, 1])], 3);
}
