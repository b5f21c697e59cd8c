// Activations that need a parameter, fixed or learned.
import * as tf from '@tensorflow/tfjs';
import { type Parameters } from '../parameters.ts';
import { type Layer } from './layer.ts';

/** x above 0, 0.2·x below: the slope that DCGAN and its followers use. */
export const leakyRelu: Layer = (x) => tf.leakyRelu(x, 0.2);

/** x above 0, αx below, with a learned α per channel (He 2015, arXiv:1502.01852). */
export function prelu(p: Parameters, channels: number): Layer {
  const slope = p.constant('slope', [channels], 0.25);
  return (x) => tf.prelu<tf.Tensor>(x, slope) as tf.Tensor4D;
}
