// How a gradient is stated: plain TF.js, so that it runs on every backend, is traced like any function, and has a gradient itself.
import * as tf from '@tensorflow/tfjs';
import { BACKEND } from '../backend.ts';

/** The gradient of each input, computed only where it is asked for. Must return new tensors: TF.js disposes of them. */
export type InputGradients = Record<string, () => tf.Tensor>;

/**
 * A gradient for `tf.registerGradient`: `of` gets the gradient of the kernel's result, the inputs named in `saved` and the
 * kernel's attributes, e.g. `gradient(tf.Tile, ['x'], (dy, { x }, { reps }: tf.TileAttrs) => …)`.
 */
export function gradient<Saved extends string, Attrs = object>(
  kernelName: string,
  saved: readonly Saved[],
  of: (dy: tf.Tensor, inputs: Record<Saved, tf.Tensor>, attrs: Attrs) => InputGradients,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: [...saved],
    gradFunc: (dy, tensors, attrs) => {
      const inputs = Object.fromEntries(saved.map((name, k) => [name, tensors[k]])) as Record<Saved, tf.Tensor>;
      return of(dy as tf.Tensor, inputs, attrs as unknown as Attrs);
    },
  };
}

/** Calls a kernel that TF.js has no function for. */
export function run(kernelName: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attrs as tf.NamedAttrMap);
}

/** Whether the compiler's kernels are at work, which know more than those of TF.js. */
export const tracing = (): boolean => tf.getBackend() === BACKEND;

/** Zeros for an input that the result does not depend on smoothly. Unlike `tf.zeros` not a constant as large as the input. */
export const none = (input: tf.Tensor) => (): tf.Tensor => tf.fill(input.shape, 0);

/** Σ over the axes along which `shape` was repeated. */
export function unbroadcast(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const missing = x.rank - shape.length;
  const repeated = x.shape.flatMap((size, axis) =>
    axis < missing || (shape[axis - missing] === 1 && size > 1) ? [axis] : [],
  );
  return repeated.length === 0 ? x : tf.reshape(tf.sum(x, repeated), [...shape]);
}

/** The result of `of` as a constant to all gradients: what it depends on gets none. */
export function detached(of: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.customGrad((input) => ({ value: of(input as tf.Tensor), gradFunc: () => [none(x)()] }))(x);
}
