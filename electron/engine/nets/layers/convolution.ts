// Convolutions: plain and transposed.
import * as tf from '@tensorflow/tfjs';
import { type Parameters } from '../parameters.ts';
import { type Layer } from './layer.ts';

export type ConvOptions = {
  from: number;
  to: number;
  /** Side of the filter. */
  size: number;
  stride?: number;
  /** Pixels of zero on each side, or TF.js's own rule. Default `same`: a picture 1/stride as large. */
  pad?: 'same' | 'valid' | number;
  /** Not before a norm, which takes it away again: its gradient would be noise. Default true. */
  bias?: boolean;
  /** Standard deviation of the starting weights. Default √(2 / inputs of one output) (He 2015, arXiv:1502.01852). */
  deviation?: number;
};

/** [n,h,w,from] → [n,h/stride,w/stride,to] */
export function conv(p: Parameters, options: ConvOptions): Layer {
  const { from, to, size, stride = 1, pad = 'same', deviation = Math.sqrt(2 / (size * size * from)) } = options;
  const filter = p.normal('filter', [size, size, from, to], deviation) as tf.Variable<tf.Rank.R4>;
  const biased = bias(p, options);
  return (x) => biased(tf.conv2d(x, filter, stride, pad));
}

/** [n,h,w,from] → [n,h·stride,w·stride,to]; also called deconvolution or fractionally strided convolution. */
export function transposedConv(p: Parameters, options: Omit<ConvOptions, 'pad'>): Layer {
  const { from, to, size, stride = 1, deviation = Math.sqrt((2 * stride * stride) / (size * size * from)) } = options;
  const filter = p.normal('filter', [size, size, to, from], deviation) as tf.Variable<tf.Rank.R4>;
  const biased = bias(p, options);
  return (x) => {
    const [n, h, w] = x.shape;
    return biased(tf.conv2dTranspose(x, filter, [n, h * stride, w * stride, to], stride, 'same'));
  };
}

function bias(p: Parameters, { to, bias = true }: { to: number; bias?: boolean }): Layer {
  if (!bias) return (x) => x;
  const values = p.constant('bias', [to], 0);
  return (x) => tf.add(x, values);
}
