// Runs traced functions: the same random inputs through TF.js's own CPU backend and through ONNX Runtime.
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { registerGradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { toOnnx, type TraceOptions } from '../../../electron/engine/compiler/to-onnx.ts';

registerGradients();

export type Tensors = Record<string, tf.Tensor>;
export type Fn = (inputs: never) => tf.Tensor | tf.Tensor[];
/** What an input of a case is filled with. */
export type Spec = { shape: number[]; dtype: 'float32' | 'int32' | 'bool'; from: number; to: number };
export type Layout = 'channels-first' | 'channels-last';
/** Execution providers of ONNX Runtime in the order of preference; default the CPU. */
export type Providers = { executionProviders?: readonly string[]; logSeverityLevel?: 0 | 3 };

export const LAYOUTS: readonly Layout[] = ['channels-last', 'channels-first'];

export const between = (from: number, to: number, ...shape: number[]): Spec => ({ shape, dtype: 'float32', from, to });
export const ints = (from: number, to: number, ...shape: number[]): Spec => ({ shape, dtype: 'int32', from, to });
export const bools = (...shape: number[]): Spec => ({ shape, dtype: 'bool', from: 0, to: 1 });

/** Deterministic numbers, different for each name. */
export function drawn({ shape, dtype, from, to }: Spec, seed: number): tf.Tensor {
  let state = seed * 2654435761 + 12345;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  const count = shape.reduce((a, b) => a * b, 1);
  const values = Array.from({ length: count }, () => {
    const value = from + (to - from) * next();
    return dtype === 'float32' ? value : Math.round(value);
  });
  return tf.tensor(values, shape, dtype);
}

/** Runs an ONNX model on tensors that lie as TF.js has them; outputs in order. */
export async function runOnnx(
  model: Uint8Array,
  inputs: Tensors,
  pictures: TraceOptions<string>['pictures'],
  { executionProviders = ['cpu'], logSeverityLevel = 3 }: Providers = {},
): Promise<tf.Tensor[]> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [...executionProviders],
    intraOpNumThreads: 1,
    logSeverityLevel,
  });
  const feeds: Record<string, ort.Tensor> = {};
  for (const name of session.inputNames) {
    const tensor = inputs[name];
    if (!tensor) throw new Error(`no input ${name}`);
    const laid = pictures === 'channels-first' && tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor;
    const values = await laid.data();
    feeds[name] =
      tensor.dtype === 'bool'
        ? new ort.Tensor('bool', Uint8Array.from(values), laid.shape)
        : new ort.Tensor(tensor.dtype as 'float32', values as Float32Array, laid.shape);
  }
  const results = await session.run(feeds);
  const outputs = session.outputNames.map((name) => {
    const { data, dims } = results[name] as ort.Tensor;
    const tensor = tf.tensor(Array.from(data as Float32Array, Number), [...dims]);
    return pictures === 'channels-first' && tensor.rank === 4 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor;
  });
  await session.release();
  return outputs;
}

export function inputsOf(specs: Record<string, Spec>): Tensors {
  return Object.fromEntries(Object.entries(specs).map(([name, spec], k) => [name, drawn(spec, k + 1)]));
}

export function call(fn: Fn, inputs: Tensors): tf.Tensor[] {
  return [(fn as (inputs: Tensors) => tf.Tensor | tf.Tensor[])(inputs)].flat();
}

export function compiled(specs: Record<string, Spec>, fn: Fn, pictures: Layout): Uint8Array {
  return toOnnx((symbols) => Object.fromEntries(call(fn, symbols).map((tensor, k) => [`output${k}`, tensor])), {
    inputs: specs,
    pictures,
  });
}

/** The largest difference between eager TF.js and the compiled function in either layout, relative to the largest value. */
export async function disagreement(specs: Record<string, Spec>, fn: Fn, providers: Providers = {}): Promise<number> {
  await tf.setBackend('cpu');
  const inputs = inputsOf(specs);
  const expected = call(fn, inputs);
  const pictures = [...Object.values(inputs), ...expected].some(({ rank }) => rank === 4);
  let worst = 0;
  for (const layout of pictures ? LAYOUTS : LAYOUTS.slice(0, 1)) {
    const actual = await runOnnx(compiled(specs, fn, layout), inputs, layout, providers);
    worst = Math.max(worst, ...expected.map((tensor, k) => difference(tensor, actual[k])));
  }
  return worst;
}

/** The largest difference relative to the largest value, or to 1. */
export function difference(expected: tf.Tensor, actual: tf.Tensor | undefined): number {
  if (!actual || String(actual.shape) !== String(expected.shape)) return Infinity;
  const [a, b] = [expected.dataSync(), actual.dataSync()];
  const scale = Math.max(1, ...Array.from(a, (value) => Math.abs(Number(value))).filter(Number.isFinite));
  return Math.max(
    0,
    ...Array.from(a, (value, k) =>
      Object.is(Number(value), b[k]) ? 0 : Math.abs(Number(value) - (b[k] ?? NaN)) / scale,
    ),
  );
}
