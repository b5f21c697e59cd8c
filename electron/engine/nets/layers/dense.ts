// A fully connected layer.
import * as tf from '@tensorflow/tfjs';
import { type Parameters } from '../parameters.ts';

export type DenseOptions = {
  from: number;
  to: number;
  /** Not before a norm. Default true. */
  bias?: boolean;
  /** Standard deviation of the starting weights. Default √(2 / from) (He 2015, arXiv:1502.01852). */
  deviation?: number;
};

/** y = x·W + b: [n,from] → [n,to] */
export function dense(p: Parameters, options: DenseOptions): (x: tf.Tensor2D) => tf.Tensor2D {
  const { from, to, bias = true, deviation = Math.sqrt(2 / from) } = options;
  const weight = p.normal('weight', [from, to], deviation) as tf.Variable<tf.Rank.R2>;
  if (!bias) return (x) => tf.matMul(x, weight);
  const values = p.constant('bias', [to], 0);
  return (x) => tf.add(tf.matMul(x, weight), values);
}
