// Adam (Kingma & Ba 2014, arXiv:1412.6980), with decoupled weight decay (Loshchilov & Hutter 2017, arXiv:1711.05101).
import * as tf from '@tensorflow/tfjs';
import { newVariable, type NamedVariables } from '../../nets/parameters.ts';
import { pack, zerosBeside } from '../packing.ts';
import { type Optimizer } from './optimizer.ts';

export type AdamOptions = {
  /** How much of the mean of the gradients is kept from step to step. Default 0.9; 0.5 or 0 for GANs. */
  beta1?: number;
  /** The same for their squares. Default 0.999. */
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
  /** Part of a weight, times the learning rate, that is taken away in a step. Default 0. */
  weightDecay?: number;
};

/**
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − lr·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
 *
 * Written for few passes over the weights: the slots hold M = m/(1 − β₁) and V = v/(1 − β₂), and all factors go into two
 * scalars. `name` tells the slots of several optimizers apart.
 */
export function adam(name: string, variables: NamedVariables, options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  const packs = pack(variables);
  const first = zerosBeside(packs, `${name}/adam/m`);
  const second = zerosBeside(packs, `${name}/adam/v`);
  // β₁ᵗ and β₂ᵗ
  const [power1, power2] = [newVariable(Float32Array.of(1), []), newVariable(Float32Array.of(1), [])];
  return {
    slots: { ...first.named, ...second.named, [`${name}/adam/power1`]: power1, [`${name}/adam/power2`]: power2 },
    apply(gradients, learningRate) {
      power1.assign(tf.mul(power1, beta1));
      power2.assign(tf.mul(power2, beta2));
      // √v̂ = √V/root with root = √((1 − β₂ᵗ)/(1 − β₂)), so lr·m̂/(√v̂ + ε) = stepSize·M/(√V + ε·root)
      const root = tf.sqrt(tf.div(tf.sub(1, power2), 1 - beta2));
      const stepSize = tf.div(tf.mul(tf.mul(learningRate, 1 - beta1), root), tf.sub(1, power1));
      const smallest = tf.mul(root, epsilon);
      const kept = weightDecay > 0 ? tf.sub(1, tf.mul(learningRate, weightDecay)) : undefined;
      packs.forEach((these, k) => {
        const [m, v] = [first.each[k] as tf.Variable, second.each[k] as tf.Variable];
        const gradient = these.read(gradients);
        m.assign(tf.add(tf.mul(m, beta1), gradient));
        v.assign(tf.add(tf.mul(v, beta2), tf.square(gradient)));
        const step = tf.mul(tf.div(m, tf.add(tf.sqrt(v), smallest)), stepSize);
        const weights = these.read(variables);
        these.assign(tf.sub(kept ? tf.mul(weights, kept) : weights, step));
      });
    },
  };
}
