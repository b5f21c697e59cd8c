// Gradient clipping by the norm of all gradients together (Pascanu 2013, arXiv:1211.5063).
import * as tf from '@tensorflow/tfjs';
import { type Gradients } from './gradients.ts';

/** g·min(1, limit/‖g‖₂); also gives the norm before. */
export function clipByGlobalNorm(gradients: Gradients, limit: number): { norm: tf.Scalar; gradients: Gradients } {
  const squares = Object.values(gradients).map((gradient) => tf.sum<tf.Scalar>(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  // limit/max(‖g‖, limit) has no division by zero
  const factor = tf.div(limit, tf.maximum(norm, limit));
  const clipped = Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)] as const);
  return { norm, gradients: Object.fromEntries(clipped) };
}
