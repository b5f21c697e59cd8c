// The gradients of a loss, by our own names for the variables.
import * as tf from '@tensorflow/tfjs';
import { type NamedVariables } from '../nets/parameters.ts';

/** Same names and shapes as the variables they belong to. */
export type Gradients = Readonly<Record<string, tf.Tensor>>;

/** The loss and ∂loss/∂variable. Throws if a variable has no influence on the loss. */
export function gradients(
  loss: () => tf.Scalar,
  variables: NamedVariables,
): { value: tf.Scalar; gradients: Gradients } {
  const { value, grads } = tf.variableGrads(loss, Object.values(variables));
  const named = Object.entries(variables).map(([name, variable]) => {
    const gradient = grads[variable.name];
    if (!gradient) throw new Error(`the loss does not depend on ${name}`);
    return [name, gradient] as const;
  });
  return { value, gradients: Object.fromEntries(named) };
}
