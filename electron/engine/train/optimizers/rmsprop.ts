// RMSProp (Hinton, Neural Networks for Machine Learning, lecture 6e, 2012).
import * as tf from '@tensorflow/tfjs';
import { type NamedVariables } from '../../nets/parameters.ts';
import { pack, zerosBeside } from '../packing.ts';
import { type Optimizer } from './optimizer.ts';

export type RmspropOptions = {
  /** How much of the mean of squares is kept from step to step. Default 0.99. */
  decay?: number;
  /** Default 1e-8. */
  epsilon?: number;
};

/**
 * v ← decay·v + (1 − decay)g², w ← w − lr·g/(√v + ε).
 * The slots hold V = v/(1 − decay), which saves a pass. `name` tells the slots of several optimizers apart.
 */
export function rmsprop(name: string, variables: NamedVariables, options: RmspropOptions = {}): Optimizer {
  const { decay = 0.99, epsilon = 1e-8 } = options;
  const packs = pack(variables);
  const squares = zerosBeside(packs, `${name}/rmsprop/v`);
  const root = Math.sqrt(1 - decay); // √v = root·√V
  return {
    slots: squares.named,
    apply(gradients, learningRate) {
      const stepSize = tf.div(learningRate, root);
      packs.forEach((these, k) => {
        const v = squares.each[k] as tf.Variable;
        const gradient = these.read(gradients);
        v.assign(tf.add(tf.mul(v, decay), tf.square(gradient)));
        const step = tf.mul(tf.div(gradient, tf.add(tf.sqrt(v), epsilon / root)), stepSize);
        these.assign(tf.sub(these.read(variables), step));
      });
    },
  };
}
