// Runs plain TF.js code on the tracing backend, so that its kernels append to a graph instead of computing.
import * as tf from '@tensorflow/tfjs';
import { BACKEND, TraceBackend } from './backend.ts';
import { TraceError } from './errors.ts';
import { registerGradients } from './gradients/index.ts';
import { type Graph } from './graph.ts';
import { kernels } from './kernels/index.ts';
import { type Kernel } from './kernels/kernel.ts';
import { type Order } from './layout.ts';
import { onBackend } from './on-backend.ts';
import { type Sym, Tracer } from './tracer.ts';

/** What traced code sees besides TF.js. */
export type Trace = {
  readonly tracer: Tracer;
  /** A tensor that stands for `sym`; `madeBy` is named when the host tries to read it. */
  tensor: (sym: Sym, madeBy: string) => tf.Tensor;
  /** Makes `variable` stand for `sym` until the trace is over; `madeBy` as for a tensor. */
  bind: (variable: tf.Variable, sym: Sym, madeBy: string) => void;
  /** Makes `tensor` the result called `name`, lying in `order`. */
  output: (name: string, tensor: tf.TensorInfo, order: Order) => void;
};

/** The graph of what `body` computes and declares as outputs; intermediate tensors are freed. Throws `TraceError`. */
export function trace(body: (trace: Trace) => void): Graph {
  const tracer = new Tracer();
  const backend = traceBackend();
  const bound: { variable: tf.Variable; original: object }[] = [];
  const tensor = (sym: Sym, madeBy: string): tf.Tensor => {
    const { dataId, shape, dtype } = backend.hold(sym, madeBy);
    return tf.engine().makeTensorFromDataId(dataId, shape, dtype, backend);
  };
  const bind = (variable: tf.Variable, sym: Sym, madeBy: string): void => {
    const { dataId } = tensor(sym, madeBy);
    // Held by the variable as well, which gives it back when it is assigned another.
    backend.incRef(dataId);
    bound.push({ variable, original: variable.dataId });
    variable.dataId = dataId;
  };
  const output = (name: string, result: tf.TensorInfo, order: Order): void =>
    tracer.graph.output(name, tracer.inOrder(backend.symbolOf(result), order).value);
  backend.tracer = tracer;
  try {
    onBackend(BACKEND, () => tf.tidy(() => body({ tracer, tensor, bind, output })));
    return tracer.graph;
  } catch (error) {
    throw explained(error);
  } finally {
    backend.tracer = undefined;
    for (const { variable, original } of bound) {
      if (backend.disposeData(variable.dataId)) tf.engine().removeDataId(variable.dataId, backend);
      variable.dataId = original;
    }
  }
}

let registered: TraceBackend | undefined;

function traceBackend(): TraceBackend {
  if (registered) return registered;
  const backend = (registered = new TraceBackend());
  // Priority 0: never chosen by TF.js itself.
  tf.registerBackend(BACKEND, () => backend, 0);
  for (const kernel of kernels) tf.registerKernel(asTensorFlow(kernel, backend));
  registerGradients();
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
