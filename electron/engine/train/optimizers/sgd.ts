// Gradient descent with momentum (Polyak 1964), as Sutskever 2013 writes it.
import * as tf from '@tensorflow/tfjs';
import { type NamedVariables } from '../../nets/parameters.ts';
import { pack, zerosBeside } from '../packing.ts';
import { type Optimizer } from './optimizer.ts';

/** v ← momentum·v + g, w ← w − lr·v. `name` tells the slots of several optimizers apart. */
export function sgd(name: string, variables: NamedVariables, { momentum }: { momentum: number }): Optimizer {
  const packs = pack(variables);
  const velocities = zerosBeside(packs, `${name}/sgd/velocity`);
  return {
    slots: velocities.named,
    apply(gradients, learningRate) {
      packs.forEach((these, k) => {
        const velocity = velocities.each[k] as tf.Variable;
        velocity.assign(tf.add(tf.mul(velocity, momentum), these.read(gradients)));
        these.assign(tf.sub(these.read(variables), tf.mul(velocity, learningRate)));
      });
    },
  };
}
