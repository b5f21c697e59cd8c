// Pixel normalisation (Karras 2017, arXiv:1710.10196, section 4.2): the features of each pixel to a mean square of 1.
import * as tf from '@tensorflow/tfjs';
import { type Layer } from './layer.ts';

/** x·rsqrt(mean over channels of x²) */
export const pixelNorm: Layer = (x) => tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 3, true), 1e-8)));
