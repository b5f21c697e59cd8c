// Layers with an equalised learning rate (Karras 2017, arXiv:1710.10196): N(0,1) weights, scaled where they are used.
import * as tf from '@tensorflow/tfjs';
import { type Parameters } from '../parameters.ts';
import { leakyRelu } from './activation.ts';
import { type Layer } from './layer.ts';

/** Weights whose last size is that of the outputs; `rate` makes them learn more slowly. */
export function equalised(p: Parameters, name: string, shape: number[], rate = 1): () => tf.Tensor {
  const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const weight = p.normal(name, shape, 1 / rate);
  return () => tf.mul(weight, rate / Math.sqrt(inputs));
}

/** [n,from] → [n,to]; the biases begin at `start`. */
export function equalisedDense(p: Parameters, from: number, to: number, { start = 0, rate = 1 } = {}) {
  const weight = equalised(p, 'weight', [from, to], rate);
  const bias = p.constant('bias', [to], start / rate);
  return (x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.matMul(x, weight() as tf.Tensor2D), tf.mul(bias, rate));
}

/** [n,h,w,from] → [n,h,w,to] */
export function equalisedConv(p: Parameters, from: number, to: number, size: number): Layer {
  const filter = equalised(p, 'filter', [size, size, from, to]);
  const bias = p.constant('bias', [to], 0);
  return (x) => tf.add(tf.conv2d(x, filter() as tf.Tensor4D, 1, 'same'), bias);
}

/** Keeps the variance: √2·leakyReLU(x) */
export function activated(x: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(leakyRelu(x), Math.SQRT2);
}
