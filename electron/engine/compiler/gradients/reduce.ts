// Sums and means: every element gets the same. TF.js multiplies with as many ones, which a graph would have to hold.
import * as tf from '@tensorflow/tfjs';
import { gradient } from './gradient.ts';

type Attrs = { axis?: number | number[] };

/** dy of a reduction, repeated along the axes that were reduced. */
function spread(dy: tf.Tensor, x: tf.Tensor, { axis }: Attrs, share: (count: number) => number): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, k) => k), x.shape);
  const kept = x.shape.map((size, k) => (axes.includes(k) ? 1 : size));
  const factor = share(axes.reduce((count, k) => count * (x.shape[k] ?? 1), 1));
  return tf.broadcastTo(tf.reshape(tf.mul(dy, factor), kept), x.shape);
}

export const reductions: tf.GradConfig[] = [
  gradient(tf.Sum, ['x'], (dy, { x }, attrs: Attrs) => ({ x: () => spread(dy, x, attrs, () => 1) })),
  gradient(tf.Mean, ['x'], (dy, { x }, attrs: Attrs) => ({ x: () => spread(dy, x, attrs, (count) => 1 / count) })),
];
