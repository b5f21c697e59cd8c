// Where tensors lie between runs, on the host or on the device: copies from one to the other, and memory given back at once.
import { DeviceId } from '#contract/ids.ts';
import { Graph } from './graph.ts';
import { createSession, type OrtSession, type SessionExtras, type OrtTensor, runSession } from './runtime.ts';
import { writeOnnx } from './write-onnx.ts';

/** ONNX Runtime's words for it. */
export type Place = 'cpu' | 'gpu-buffer';

const WEBGPU = DeviceId.parse('webgpu');

/** Where a device's steps keep their state. The runtime's Node binding hands out buffers of WebGPU only (1.30). */
export function placeOf(device: DeviceId): Place {
  return device === WEBGPU ? 'gpu-buffer' : 'cpu';
}

/** Session options that leave some outputs at `place`; the others are copied to the host. */
export function outputsAt(place: Place, outputs: readonly string[]): SessionExtras {
  if (place === 'cpu') return {};
  return { preferredOutputLocation: Object.fromEntries(outputs.map((name) => [name, place])) };
}

/** A copy of the numbers of `tensor`. Throws what a run throws. */
export async function copyTo(place: Place, tensor: OrtTensor): Promise<OrtTensor> {
  const session = await carrier(place, tensor.type === 'int32' ? 'int32' : 'float32');
  const { y } = await runSession(session, { x: tensor }, ['y']);
  if (!y) throw new Error('a copy is missing');
  return y;
}

/** Nothing may use `tensor` afterwards. Large arrays would otherwise pile up until the garbage collector comes by. */
export function free(tensor: OrtTensor): void {
  if (tensor.location === 'gpu-buffer') tensor.dispose();
  else (tensor.data as Float32Array<ArrayBuffer>).buffer.transfer(0);
}

const carriers = new Map<string, Promise<OrtSession>>();

/**
 * A session that passes its input on. Reading a tensor's own data aborts the process (1.30), a session's output on the host
 * does not. It stays open: the device's buffers cease to exist with its last session, and whoever frees one then crashes.
 */
function carrier(place: Place, dtype: 'float32' | 'int32'): Promise<OrtSession> {
  const key = `${place} ${dtype}`;
  const known = carriers.get(key);
  if (known) return known;
  const graph = new Graph();
  const x = graph.input('x', dtype);
  graph.output('y', graph.node('Identity', [x], {}, { dtype, shape: undefined }));
  const opened = createSession(writeOnnx(graph), { device: WEBGPU, threads: 1 }, outputsAt(place, ['y']));
  carriers.set(key, opened);
  // One that failed to open may succeed when there is more memory.
  opened.catch(() => carriers.delete(key));
  return opened;
}
