// Gradient accumulation: several small batches that count as one large one.
import * as tf from '@tensorflow/tfjs';
import { newVariable, type NamedVariables } from '../nets/parameters.ts';
import { type Gradients } from './gradients.ts';

export type Accumulator = {
  /** Part of the state of a run: an update may be due only some steps later. */
  readonly slots: NamedVariables;
  add(gradients: Gradients): void;
  /** The mean of what was added since the last time, at least once. */
  take(): Gradients;
};

/** `name` tells the slots of several accumulators apart. */
export function accumulator(name: string, variables: NamedVariables): Accumulator {
  const sums: NamedVariables = Object.fromEntries(
    Object.entries(variables).map(([key, { size, shape }]) => [key, newVariable(new Float32Array(size), shape)]),
  );
  const count = newVariable(Float32Array.of(0), []);
  const slots = Object.entries({ ...sums, count }).map(([key, sum]) => [`${name}/sum/${key}`, sum] as const);
  return {
    slots: Object.fromEntries(slots),
    add(gradients) {
      for (const [key, sum] of Object.entries(sums)) sum.assign(tf.add(sum, gradients[key] as tf.Tensor));
      count.assign(tf.add(count, 1));
    },
    take() {
      const share = tf.div(1, count);
      const means = Object.entries(sums).map(([key, sum]) => [key, tf.mul(sum, share)] as const);
      for (const slot of [...Object.values(sums), count]) slot.assign(tf.zerosLike(slot));
      return Object.fromEntries(means);
    },
  };
}
