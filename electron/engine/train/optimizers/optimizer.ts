// What an optimizer is: slots it remembers between steps, and one update of the variables it was made for.
import type * as tf from '@tensorflow/tfjs';
import { type NamedVariables } from '../../nets/parameters.ts';
import { type Gradients } from '../gradients.ts';

export type Optimizer = {
  /** Part of the state of a run, beside the variables of the nets. */
  readonly slots: NamedVariables;
  /** Moves every variable once. The learning rate is a tensor because it may change from step to step. */
  apply(gradients: Gradients, learningRate: tf.Scalar): void;
};
