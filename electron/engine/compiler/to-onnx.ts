// Traces a plain TF.js function into an inference graph.
import * as tf from '@tensorflow/tfjs';
import { BACKEND, TraceBackend } from './backend.ts';
import { type Sizes } from './dims.ts';
import { traceAnySize } from './dynamic.ts';
import { TraceError } from './errors.ts';
import { type DType, type Graph } from './graph.ts';
import { kernels } from './kernels/index.ts';
import { type Kernel } from './kernels/kernel.ts';
import { CHANNELS_FIRST, identity, toPhysical } from './layout.ts';
import { simplify } from './passes/simplify.ts';
import { type Sym, Tracer } from './tracer.ts';
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
  const tracer = new Tracer();
  withBackend(tracer, (backend) => {
    tf.tidy(() => {
      const inputs = {} as Record<Inputs, tf.Tensor>;
      for (const [name, spec] of Object.entries<InputSpec>(options.inputs)) {
        const { dataId, shape, dtype } = backend.hold(input(tracer, name, spec, options, sizes), `input “${name}”`);
        inputs[name as Inputs] = tf.engine().makeTensorFromDataId(dataId, shape, dtype, backend);
      }
      const result = fn(inputs);
      const outputs = result instanceof tf.Tensor ? { output: result } : result;
      for (const [name, tensor] of Object.entries(outputs)) {
        const sym = backend.symbolOf(tensor);
        tracer.graph.output(name, tracer.inOrder(sym, boundaryOrder(sym.order.length, options)).value);
      }
    });
  });
  return tracer.graph;
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

/** Makes TF.js call our kernels for as long as `trace` runs. Both switches happen at once, without waiting. */
function withBackend(tracer: Tracer, trace: (backend: TraceBackend) => void): void {
  const backend = traceBackend();
  // Starts TF.js's own choice of backend if nothing was computed yet.
  tf.backend();
  const previous = tf.getBackend();
  switchTo(BACKEND);
  backend.tracer = tracer;
  try {
    trace(backend);
  } catch (error) {
    throw explained(error);
  } finally {
    backend.tracer = undefined;
    switchTo(previous);
  }
}

function switchTo(name: string): void {
  // Asynchronous only for backends that have to be loaded first; these are.
  void tf.setBackend(name);
  if (tf.getBackend() !== name) throw new Error(`TF.js did not switch to its ${name} backend`);
}

let registered: TraceBackend | undefined;

function traceBackend(): TraceBackend {
  if (registered) return registered;
  const backend = (registered = new TraceBackend());
  // Priority 0: never chosen by TF.js itself.
  tf.registerBackend(BACKEND, () => backend, 0);
  for (const kernel of kernels) tf.registerKernel(asTensorFlow(kernel, backend));
  return backend;
}

function asTensorFlow({ name, form }: Kernel, backend: TraceBackend): tf.KernelConfig {
  return {
    kernelName: name,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) => {
      const symbols = Object.fromEntries(
        Object.entries(inputs).flatMap(([key, tensor]) => (tensor ? [[key, backend.symbolOf(tensor)]] : [])),
      );
      const result = form(backend.current(), symbols, attrs ?? {});
      return Array.isArray(result) ? result.map((sym) => backend.hold(sym, name)) : backend.hold(result, name);
    },
  };
}

function explained(error: unknown): unknown {
  const missing =
    error instanceof Error ? /[Kk]ernel '?(\w+)'? (?:not registered )?for backend/.exec(error.message)?.[1] : undefined;
  if (missing === undefined) return error;
  return new TraceError(`The TF.js kernel ${missing} has no ONNX form yet: add it under compiler/kernels.`);
}
