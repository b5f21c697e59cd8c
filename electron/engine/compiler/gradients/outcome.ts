// Functions whose gradient is written in terms of their result.
//
// TF.js saves that result on its tape before the operation that made it, so a second gradient never finds the way from one to
// the other and leaves terms out, without a word. Here the result is computed anew from the input: in a traced graph it is the
// same node, and then no work.
import * as tf from '@tensorflow/tfjs';
import { gradient, unbroadcast } from './gradient.ts';

type Unary = [kernel: string, of: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor];

const unary: Unary[] = [
  // (eˣ)′ = eˣ
  [tf.Exp, (dy, x) => tf.mul(dy, tf.exp(x))],
  // y′ = y·(1 − y)
  [
    tf.Sigmoid,
    (dy, x) => {
      const y = tf.sigmoid(x);
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
    },
  ],
  // y′ = 1 − y²
  [tf.Tanh, (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x))))],
  // y′ = 1 + min(y, 0)
  [tf.Elu, (dy, x) => tf.mul(dy, tf.add(1, tf.minimum(tf.elu(x), 0)))],
  // (x^−½)′ = −½·y³; TF.js has a power here, which is slow.
  [
    tf.Rsqrt,
    (dy, x) => {
      const y = tf.rsqrt(x);
      return tf.mul(tf.mul(dy, -0.5), tf.mul(y, tf.square(y)));
    },
  ],
];

export const outcomes: tf.GradConfig[] = [
  ...unary.map(([name, of]) => gradient(name, ['x'], (dy, { x }) => ({ x: () => of(dy, x) }))),
  // dx = y·(dy − Σ dy·y)
  gradient(tf.Softmax, ['logits'], (dy, { logits }, { dim }: tf.SoftmaxAttrs) => ({
    logits: () => {
      const y = tf.softmax(logits, dim);
      const share = tf.mul(dy, y);
      return tf.sub(share, tf.mul(tf.sum(share, dim, true), y));
    },
  })),
  // da = dy·b·a^(b−1), db = dy·aᵇ·log a
  gradient(tf.Pow, ['a', 'b'], (dy, { a, b }) => ({
    a: () => unbroadcast(tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))), a.shape),
    b: () => {
      const logarithm = tf.where(tf.greater(a, 0), tf.log(a), tf.zerosLike(a));
      return unbroadcast(tf.mul(dy, tf.mul(tf.pow(a, b), logarithm)), b.shape);
    },
  })),
];
