// The beginning of InceptionV3 (Szegedy 2015, arXiv:1512.00567) as features for losses: stem, then its first three blocks.
import * as tf from '@tensorflow/tfjs';
import { reflectPad } from '../nets/layers/resample.ts';
import { type Convolution, type FeatureWeights, readFeatures } from './weights.ts';

export const INCEPTION_LAYERS = [
  'activation_1',
  'activation_2',
  'activation_3',
  'activation_4',
  'activation_5',
  'mixed0',
  'mixed1',
  'mixed2',
] as const;
export type InceptionLayer = (typeof INCEPTION_LAYERS)[number];

export type InceptionOptions = {
  /** For losses on pictures: no strides, no maxima and no overlapping means, whose grid shows in what is optimised against them. Default false. */
  smooth?: boolean;
  /** Pixels that are mirrored around the picture first: its convolutions do without padding, which shows as a frame. Default 0. */
  reflect?: number;
  /** The last layer that is wanted. Default `mixed2`. */
  last?: InceptionLayer;
};

/** Pictures [n,h,w,3] in 0..1, any size from 75 → activations by name, as far as `last`. */
export type Inception = (x: tf.Tensor4D, options?: InceptionOptions) => Partial<Record<InceptionLayer, tf.Tensor4D>>;

/** Plain TF.js with constant weights: gradients reach the pictures. */
export function inception(weights: FeatureWeights = readFeatures('inception').weights): Inception {
  const layer = Array.from({ length: 26 }, (_, k) =>
    weights.convolution(`conv2d_${k + 1}`, `batch_normalization_${k + 1}`),
  );
  const conv = (x: tf.Tensor4D, number: number, pad: 'valid' | 'same', stride = 1): tf.Tensor4D => {
    const { filter, bias } = layer[number - 1] as Convolution;
    return tf.relu(tf.add(tf.conv2d(x, filter, stride, pad), bias));
  };

  /** Four branches side by side: 1×1; 1×1 → 5×5; 1×1 → 3×3 → 3×3; mean → 1×1. Their convolutions count from `first`. */
  const block = (x: tf.Tensor4D, first: number): tf.Tensor4D => {
    const chain = (from: tf.Tensor4D, ...numbers: number[]) =>
      numbers.reduce((y, k) => conv(y, first + k, 'same'), from);
    const mean = tf.avgPool(x, 3, 1, 'same');
    return tf.concat([chain(x, 0), chain(x, 1, 2), chain(x, 3, 4, 5), chain(mean, 6)], 3);
  };

  return (x, { smooth = false, reflect = 0, last = 'mixed2' } = {}) => {
    const pool = (y: tf.Tensor4D) => (smooth ? tf.avgPool(y, 2, 2, 'valid') : tf.maxPool(y, 3, 2, 'valid'));
    const first = (y: tf.Tensor4D) =>
      smooth ? tf.avgPool(conv(y, 1, 'valid'), 2, 2, 'valid') : conv(y, 1, 'valid', 2);
    const steps: Record<InceptionLayer, (y: tf.Tensor4D) => tf.Tensor4D> = {
      activation_1: (y) => first(y), // [n,h/2,w/2,32]
      activation_2: (y) => conv(y, 2, 'valid'),
      activation_3: (y) => conv(y, 3, 'same'), // [n,h/2,w/2,64]
      activation_4: (y) => conv(pool(y), 4, 'valid'), // [n,h/4,w/4,80]
      activation_5: (y) => conv(y, 5, 'valid'), // [n,h/4,w/4,192]
      mixed0: (y) => block(pool(y), 6), // [n,h/8,w/8,256]
      mixed1: (y) => block(y, 13), // [n,h/8,w/8,288]
      mixed2: (y) => block(y, 20), // [n,h/8,w/8,288]
    };
    const activations: Partial<Record<InceptionLayer, tf.Tensor4D>> = {};
    let y = reflect > 0 ? reflectPad(reflect)(x) : x;
    for (const name of INCEPTION_LAYERS.slice(0, INCEPTION_LAYERS.indexOf(last) + 1)) {
      activations[name] = y = steps[name](y);
    }
    return activations;
  };
}
