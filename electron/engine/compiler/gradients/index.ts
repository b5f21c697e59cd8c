// Gradients that TF.js lacks, or has only for some cases. Without them training steps and gradient penalties cannot be written.
import * as tf from '@tensorflow/tfjs';
import { comparisons } from './comparison.ts';
import { convolutions } from './convolution.ts';
import { running } from './cumulative.ts';
import { gathers } from './gather.ts';
import { products } from './linear.ts';
import { outcomes } from './outcome.ts';
import { pools } from './pooling.ts';
import { reductions } from './reduce.ts';
import { resizes } from './resize.ts';
import { shapes } from './shape.ts';

export const gradients: readonly tf.GradConfig[] = [
  ...comparisons,
  ...convolutions,
  ...gathers,
  ...outcomes,
  ...pools,
  ...products,
  ...reductions,
  ...resizes,
  ...running,
  ...shapes,
];

let registered = false;

/** Puts our gradients in the place of TF.js's, for all backends. Calling it again does nothing. */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  for (const config of gradients) tf.registerGradient(config);
}
