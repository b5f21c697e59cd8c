// Layers over sequences: word vectors and LSTM (Hochreiter & Schmidhuber 1997).
import * as tf from '@tensorflow/tfjs';
import { type Parameters } from '../parameters.ts';

/** Tokens [a,b] int32 in 0…vocabulary − 1 → vectors [a,b,width]. */
export function embedding(
  p: Parameters,
  { vocabulary, width }: { vocabulary: number; width: number },
): (tokens: tf.Tensor2D) => tf.Tensor3D {
  const table = p.normal('table', [vocabulary, width], 1);
  return (tokens) => tf.gather(table, tokens) as tf.Tensor3D;
}

/** The state of a sequence so far: hidden and cell, [n,width] each. */
export type LstmState = { hidden: tf.Tensor2D; cell: tf.Tensor2D };

export type Lstm = {
  /** W·x + b of any number of steps at once: [m,from] → [m,4·width]. */
  project(x: tf.Tensor2D): tf.Tensor2D;
  /** One step, of projected input [n,4·width]. */
  step(projected: tf.Tensor2D, before: LstmState): LstmState;
  /** Zeros, for n sequences. */
  start(n: number): LstmState;
};

/** i, f, o = σ(…), g = tanh(…) of W·x + U·h + b; c ← f·c + i·g; h ← o·tanh(c) */
export function lstm(p: Parameters, { from, width }: { from: number; width: number }): Lstm {
  const bound = 1 / Math.sqrt(width);
  const input = p.uniform('input', [from, 4 * width], bound) as tf.Variable<tf.Rank.R2>;
  const recurrent = p.uniform('recurrent', [width, 4 * width], bound) as tf.Variable<tf.Rank.R2>;
  const bias = p.uniform('bias', [4 * width], bound);
  return {
    project: (x) => tf.add(tf.matMul(x, input), bias),
    step(projected, { hidden, cell }) {
      const gates: tf.Tensor2D = tf.add(projected, tf.matMul(hidden, recurrent));
      const [i, f, g, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const next: tf.Tensor2D = tf.add(tf.mul(tf.sigmoid(f), cell), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return { cell: next, hidden: tf.mul(tf.sigmoid(o), tf.tanh(next)) };
    },
    start: (n) => ({ hidden: tf.zeros([n, width]), cell: tf.zeros([n, width]) }),
  };
}
