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
  symbol: (tensor: tf.TensorInfo) => Sym;
  /** Makes `tensor` the result called `name`, lying in `order`. */
  output: (name: string, tensor: tf.TensorInfo, order: Order) => void;
};

/** The graph of what `body` computes and declares as outputs; intermediate tensors are freed. Throws `TraceError`. */
export function trace(body: (trace: Trace) => void): Graph {
  const tracer = new Tracer();
  const backend = traceBackend();
  backend.tracer = tracer;
  try {
    onBackend(BACKEND, () =>
      tf.tidy(() => {
        body({
          tracer,
          tensor: (sym, madeBy) => {
            const { dataId, shape, dtype } = backend.hold(sym, madeBy);
            return tf.engine().makeTensorFromDataId(dataId, shape, dtype, backend);
          },
          symbol: (tensor) => backend.symbolOf(tensor),
          output: (name, tensor, order) =>
            tracer.graph.output(name, tracer.inOrder(backend.symbolOf(tensor), order).value),
        });
      }),
    );
    return tracer.graph;
  } catch (error) {
    throw explained(error);
  } finally {
    backend.tracer = undefined;
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
