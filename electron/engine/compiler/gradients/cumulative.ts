// Running sums and products.
import * as tf from '@tensorflow/tfjs';
import { gradient } from './gradient.ts';

export const running: tf.GradConfig[] = [
  // Each x is in all later sums. TF.js's own gradient transposes the result when the axis is not the last.
  gradient(tf.Cumsum, [], (dy, _, { axis, exclusive, reverse }: tf.CumsumAttrs) => ({
    x: () => tf.cumsum(dy, axis, exclusive, !reverse),
  })),
  // y[i] = Π x[k], so dx[k] = Σ dy[i]·y[i] / x[k]: no x may be 0.
  gradient(tf.Cumprod, ['x'], (dy, { x }, { axis, exclusive, reverse }: tf.CumprodAttrs) => ({
    x: () => {
      const y = tf.cumprod(x, axis, exclusive, reverse);
      return tf.div(tf.cumsum(tf.mul(dy, y), axis, exclusive, !reverse), x);
    },
  })),
];
