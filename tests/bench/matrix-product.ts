// The processor's own limit: a large matrix product in ONNX Runtime.
import { DeviceId } from '../../electron/contract/ids.ts';
import { Graph } from '../../electron/engine/compiler/graph.ts';
import { createSession, runOnce } from '../../electron/engine/compiler/runtime.ts';
import { writeOnnx } from '../../electron/engine/compiler/write-onnx.ts';

/** `threads`: 0 for as many as physical cores. */
export async function matrixProduct(threads: number): Promise<{ flops: number; run: () => Promise<unknown> }> {
  const n = 1536;
  const graph = new Graph();
  const x = graph.input('input', 'float32', [n, n]);
  graph.output('output', graph.node('MatMul', [x, x], {}, { dtype: 'float32', shape: [n, n] }));
  const session = await createSession(writeOnnx(graph), { device: DeviceId.parse('cpu'), threads });
  const data = Float32Array.from({ length: n * n }, (_, k) => Math.sin(k));
  return { flops: 2 * n ** 3, run: () => runOnce(session, data, [n, n]) };
}
