// Opens an inference model on the CPU in its fastest form: rewritten for the blocked layout where that is possible.
import { type Graph } from '../graph.ts';
import { readOnnx, UnreadableGraph } from '../read-onnx.ts';
import { createSession, type OrtSession, type SessionExtras, type SessionOptions } from '../runtime.ts';
import { writeOnnx } from '../write-onnx.ts';
import { accelerate } from './accelerate.ts';
import { blockSize } from './blocked.ts';

/** ONNX Runtime's own layout optimisation must not touch the narrow convolutions of the transforms. */
const OUR_LAYOUT = { graphOptimizationLevel: 'extended' } as const;

/** Throws as `createSession` does. A model that cannot be rewritten is opened as it is. */
export async function createCpuSession(model: Uint8Array, options: SessionOptions): Promise<OrtSession> {
  const block = await blockSize();
  const accelerated = block === undefined ? undefined : rewritten(model, block);
  if (!accelerated) return createSession(model, options);
  return createSession(accelerated, options, OUR_LAYOUT);
}

/** A graph in that form, to open with `createSession` once or more often. */
export async function cpuForm(graph: Graph): Promise<{ model: Uint8Array; extras: SessionExtras }> {
  const block = await blockSize();
  if (block === undefined) return { model: writeOnnx(graph), extras: {} };
  return { model: writeOnnx(accelerate(graph, block)), extras: OUR_LAYOUT };
}

function rewritten(model: Uint8Array, block: number): Uint8Array | undefined {
  try {
    return writeOnnx(accelerate(readOnnx(model), block));
  } catch (error) {
    // Damaged files are for ONNX Runtime to judge, in its own words.
    if (error instanceof UnreadableGraph || isDecodingError(error)) return undefined;
    throw error;
  }
}

function isDecodingError(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    (error instanceof Error && /wire type|index out of range|holds no graph|nothing makes/.test(error.message))
  );
}
