// Which kernels tracing has called: found out by wrapping them in TF.js's registry, so that the compiler knows nothing of it.
import * as tf from '@tensorflow/tfjs';
import { BACKEND } from '../../../electron/engine/compiler/backend.ts';
import { traceGraph } from '../../../electron/engine/compiler/to-onnx.ts';
import { kernels } from '../../../electron/engine/compiler/kernels/index.ts';

const called = new Set<string>();
let watching = false;

/** From now on traced kernels are counted. */
export function watchKernels(): void {
  if (watching) return;
  watching = true;
  // The first trace registers the kernels.
  traceGraph(({ x }) => x, { inputs: { x: { shape: [1] } } });
  for (const { name } of kernels) {
    const config = tf.getKernel(name, BACKEND);
    tf.unregisterKernel(name, BACKEND);
    tf.registerKernel({
      ...config,
      kernelFunc: (parameters) => {
        called.add(name);
        return config.kernelFunc(parameters);
      },
    });
  }
}

/** Names of the kernels that were traced since the last call. */
export function tracedKernels(): string[] {
  const names = [...called].sort();
  called.clear();
  return names;
}
