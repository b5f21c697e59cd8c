// Layers are functions of pictures; a net is a sequence of them.
import type * as tf from '@tensorflow/tfjs';

export type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/** y = lₙ(… l₂(l₁(x))) */
export function sequence(...layers: Layer[]): Layer {
  return (x) => layers.reduce((y, layer) => layer(y), x);
}
