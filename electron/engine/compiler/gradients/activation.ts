// Activations whose gradient is a kernel of its own.
import * as tf from '@tensorflow/tfjs';
import { gradient, run } from './gradient.ts';

export const activations: tf.GradConfig[] = [
  // z = dy·(1 + min(y, 0)): ∂z/∂dy is the same factor, ∂z/∂y = dy where y < 0
  gradient(tf.EluGrad, ['dy', 'y'], (dz, { dy, y }) => ({
    dy: () => run(tf.EluGrad, { dy: dz, y }, {}),
    y: () => tf.mul(tf.mul(dz, dy), tf.cast(tf.less(y, 0), 'float32')),
  })),
];
