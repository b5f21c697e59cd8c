// Turns a case into the case of its gradients, and compares gradients with differences of values.
import * as tf from '@tensorflow/tfjs';
import { between, call, drawn, type Fn, inputsOf, type Spec, type Tensors } from './support.ts';

const floats = (specs: Record<string, Spec>) => Object.keys(specs).filter((name) => specs[name]?.dtype === 'float32');

/** Random and fixed, different for each result. */
const weights = (output: tf.Tensor, k: number) => drawn(between(-1, 1, ...output.shape), 100 + k);

/** Σ f·r over all results that are numbers with fractions. */
function weighted(outputs: tf.Tensor[]): tf.Tensor {
  return tf.addN(
    outputs.flatMap((output, k) => (output.dtype === 'float32' ? [tf.sum(tf.mul(output, weights(output, k)))] : [])),
  );
}

/** The gradient of a scalar function of a case's inputs with respect to each input with fractions. */
function gradientsOf(
  specs: Record<string, Spec>,
  inputs: Tensors,
  scalar: (inputs: Tensors) => tf.Tensor,
): tf.Tensor[] {
  const names = floats(specs);
  const of = (...xs: tf.Tensor[]) =>
    scalar({ ...inputs, ...Object.fromEntries(names.map((name, k) => [name, xs[k] as tf.Tensor])) }).asScalar();
  return tf.grads(of)(names.map((name) => inputs[name] as tf.Tensor));
}

/** x, … ↦ ∂ Σ f(x, …)·r / ∂x, … */
export function firstOrder(specs: Record<string, Spec>, fn: Fn): Fn {
  return (inputs: Tensors) => gradientsOf(specs, inputs, (of) => weighted(call(fn, of)));
}

/** The gradients of Σ (f + f²)·r: with the square, so that those of linear functions depend on x too. */
const bent = (specs: Record<string, Spec>, fn: Fn): Fn =>
  firstOrder(specs, (inputs: Tensors) =>
    call(fn, inputs).map((y) => (y.dtype === 'float32' ? tf.add(y, tf.square(y)) : y)),
  );

/** Σ g² over those gradients, as a gradient penalty has it. */
function penalty(specs: Record<string, Spec>, fn: Fn): Fn {
  const first = bent(specs, fn);
  return (inputs: Tensors) => tf.addN(call(first, inputs).map((g) => tf.sum(tf.square(g))));
}

/** x, … ↦ ∂ Σ g² / ∂x, … */
export function secondOrder(specs: Record<string, Spec>, fn: Fn): Fn {
  const of = penalty(specs, fn);
  return (inputs: Tensors) => gradientsOf(specs, inputs, (at) => call(of, at)[0] as tf.Tensor);
}

/** Small, so that it rarely leads across a kink; values are summed in double precision. */
const STEP = 5e-4;

/**
 * How far eager gradients are from central differences along random signs, for the worst input: relative to the norm of the
 * gradient, which is the size that the product of a gradient with random signs has.
 */
export async function differenceFromSlope(specs: Record<string, Spec>, fn: Fn, order: 1 | 2): Promise<number> {
  await tf.setBackend('cpu');
  const inputs = inputsOf(specs);
  const gradients = call(order === 1 ? firstOrder(specs, fn) : secondOrder(specs, fn), inputs);
  const value = (at: Tensors) =>
    order === 1 ? preciseSum(call(fn, at), (y, k) => weights(y, k)) : preciseSum(call(bent(specs, fn), at), (g) => g);
  const errors = floats(specs).map((name, k) => {
    const x = inputs[name] as tf.Tensor;
    const gradient = gradients[k] as tf.Tensor;
    const signs = tf.sign(drawn(between(-1, 1, ...x.shape), 200 + k));
    const moved = (by: number) => value({ ...inputs, [name]: tf.add(x, tf.mul(signs, by)) });
    const slope = (moved(STEP) - moved(-STEP)) / (2 * STEP);
    const expected = tf.sum(tf.mul(gradient, signs)).dataSync()[0] ?? NaN;
    const norm = tf.norm(gradient).dataSync()[0] ?? NaN;
    return Math.abs(slope - expected) / Math.max(norm, 1e-3);
  });
  return Math.max(...errors);
}

/** Σ y·factor over all results, in double precision. */
function preciseSum(outputs: tf.Tensor[], factorOf: (y: tf.Tensor, k: number) => tf.Tensor): number {
  let sum = 0;
  outputs.forEach((output, k) => {
    if (output.dtype !== 'float32') return;
    const factors = factorOf(output, k).dataSync();
    output.dataSync().forEach((value: number, i: number) => (sum += value * (factors[i] ?? 0)));
  });
  return sum;
}
