// Traces a plain TF.js function into an inference graph.
import * as tf from '@tensorflow/tfjs';
import { type Sizes } from './dims.ts';
import { traceAnySize } from './dynamic.ts';
import { type DType, type Graph } from './graph.ts';
import { CHANNELS_FIRST, identity, toPhysical } from './layout.ts';
import { simplify } from './passes/simplify.ts';
import { lower } from './passes/lower.ts';
import { trace } from './trace.ts';
import { type Sym, type Tracer } from './tracer.ts';
import { writeOnnx, type WriteOptions } from './write-onnx.ts';

export type InputSpec = {
  /** As TF.js sees it; a name leaves a size open: `[1, 'h', 'w', 3]`. */
  shape: readonly (number | string)[];
  dtype?: 'float32' | 'int32' | 'bool';
};

export type TraceOptions<Inputs extends string> = {
  inputs: Readonly<Record<Inputs, InputSpec>>;
  /** How pictures (rank 4) enter and leave the graph: `channels-first` as [n,c,h,w]. Default `channels-last`, as TF.js. */
  pictures?: 'channels-first' | 'channels-last';
};

/** A function of named tensors: plain TF.js, without reads on the host. Returns one tensor or several by name. */
export type Traceable<Inputs extends string> = (
  inputs: Record<Inputs, tf.Tensor>,
) => tf.Tensor | Record<string, tf.Tensor>;

/** The graph of `fn`, its only output called `output` unless it names several. Throws `TraceError`. */
export function traceGraph<Inputs extends string>(fn: Traceable<Inputs>, options: TraceOptions<Inputs>): Graph {
  const specs = Object.values<InputSpec>(options.inputs);
  const open = new Set(specs.flatMap(({ shape }) => shape.filter((size) => typeof size === 'string')));
  return simplify(traceAnySize([...open], (sizes) => traceOnce(fn, options, sizes)));
}

/** `traceGraph` as the bytes of an ONNX file. */
export function toOnnx<Inputs extends string>(
  fn: Traceable<Inputs>,
  options: TraceOptions<Inputs> & WriteOptions,
): Uint8Array {
  return writeOnnx(traceGraph(fn, options), options);
}

function traceOnce<Inputs extends string>(fn: Traceable<Inputs>, options: TraceOptions<Inputs>, sizes: Sizes): Graph {
  const graph = trace(({ tracer, tensor, output }) => {
    const inputs = {} as Record<Inputs, tf.Tensor>;
    for (const [name, spec] of Object.entries<InputSpec>(options.inputs)) {
      inputs[name as Inputs] = tensor(input(tracer, name, spec, options, sizes), `input “${name}”`);
    }
    const result = fn(inputs);
    const outputs = result instanceof tf.Tensor ? { output: result } : result;
    for (const [name, value] of Object.entries(outputs)) {
      output(name, value, boundaryOrder(value.rank, options));
    }
  });
  return lower(graph);
}

function boundaryOrder(rank: number, { pictures }: { pictures?: string }) {
  return rank === 4 && pictures === 'channels-first' ? CHANNELS_FIRST : identity(rank);
}

function input(tracer: Tracer, name: string, spec: InputSpec, options: { pictures?: string }, sizes: Sizes): Sym {
  const shape = spec.shape.map((size) => (typeof size === 'number' ? size : (sizes[size] ?? 0)));
  const order = boundaryOrder(shape.length, options);
  const dtype: DType = spec.dtype ?? 'float32';
  return { value: tracer.graph.input(name, dtype, toPhysical(shape, order)), order };
}
