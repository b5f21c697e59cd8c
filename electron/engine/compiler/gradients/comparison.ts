// Comparisons and logic change in jumps: their gradient is zero. TF.js has none, which stops second order at every leaky ReLU.
import * as tf from '@tensorflow/tfjs';
import { gradient, none } from './gradient.ts';

const OF_TWO = [tf.Equal, tf.NotEqual, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.LogicalAnd, tf.LogicalOr];
const OF_ONE = [tf.LogicalNot, tf.All, tf.Any];

export const comparisons: tf.GradConfig[] = [
  ...OF_TWO.map((name) => gradient(name, ['a', 'b'], (_, { a, b }) => ({ a: none(a), b: none(b) }))),
  ...OF_ONE.map((name) => gradient(name, ['x'], (_, { x }) => ({ x: none(x) }))),
];
