// Runs traced functions: the same random inputs through TF.js's own CPU backend and through ONNX Runtime.
import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-node';
import { toOnnx, type TraceOptions } from '../../../electron/engine/compiler/to-onnx.ts';

export type Tensors = Record<string, tf.Tensor>;
export type Fn = (inputs: never) => tf.Tensor | tf.Tensor[];
/** What an input of a case is filled with. */
export type Spec = { shape: number[]; dtype: 'float32' | 'int32' | 'bool'; from: number; to: number };

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
): Promise<tf.Tensor[]> {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const feeds: Record<string, ort.Tensor> = {};
  for (const [name, tensor] of Object.entries(inputs)) {
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

/** The largest difference between eager TF.js and the compiled function, relative to the largest value. */
export async function disagreement(
  specs: Record<string, Spec>,
  fn: Fn,
  pictures: 'channels-first' | 'channels-last',
): Promise<number> {
  await tf.setBackend('cpu');
  const inputs: Tensors = Object.fromEntries(
    Object.entries(specs).map(([name, spec], k) => [name, drawn(spec, k + 1)]),
  );
  const call = fn as (inputs: Tensors) => tf.Tensor | tf.Tensor[];
  const expected = [call(inputs)].flat();
  const model = toOnnx(
    (symbols) => Object.fromEntries([call(symbols)].flat().map((tensor, k) => [`output${k}`, tensor])),
    { inputs: specs, pictures },
  );
  const actual = await runOnnx(model, inputs, pictures);
  return Math.max(...expected.map((tensor, k) => difference(tensor, actual[k])));
}

function difference(expected: tf.Tensor, actual: tf.Tensor | undefined): number {
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
