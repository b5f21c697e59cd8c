// The compute devices of this machine: which ONNX Runtime has, whether they give right answers, how fast they are.
import { listSupportedBackends } from 'onnxruntime-node';
import { type Device } from '#contract/devices.ts';
import { toWireError } from '#contract/errors.ts';
import { DeviceId } from '#contract/ids.ts';
import { physicalCores, processorName } from './cores.ts';
import { graphicsName } from './graphics-name.ts';
import { Graph } from './graph.ts';
import { createSession, type OrtSession, runOnce } from './runtime.ts';
import { writeOnnx } from './write-onnx.ts';

/** Execution providers we know how to drive, and their names for people. */
const PROVIDERS: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'CoreML',
  cuda: 'CUDA',
};
/** Largest relative error of a right answer; GPUs may multiply in reduced precision. */
const TOLERANCE = 5e-3;
const MEASURE_MS = 400;

/** The execution providers of this build of ONNX Runtime, the CPU first. Whether they work is for `testDevice` to say. */
export function listDevices(): DeviceId[] {
  const here = listSupportedBackends().map(({ name }) => name);
  return Object.keys(PROVIDERS)
    .filter((name) => here.includes(name))
    .map((name) => DeviceId.parse(name));
}

/**
 * Runs a 3×3 convolution on the device and compares it with plain arithmetic, then measures it. Never rejects: a device that
 * fails says why. Blocks for about a second; a broken driver may hang or end the process, so run it in a child.
 */
export async function testDevice(id: DeviceId, threads: number): Promise<Device> {
  const provider = PROVIDERS[id] ?? id;
  const name = deviceName(id, threads);
  try {
    const error = await relativeError(id, threads);
    if (error > TOLERANCE) {
      return {
        id,
        name,
        provider,
        ok: false,
        reason: `It computes wrongly (off by ${error.toExponential(1)}).`,
        gflops: null,
      };
    }
    return { id, name, provider, ok: true, gflops: await measureGflops(id, threads) };
  } catch (error) {
    return { id, name, provider, ok: false, reason: toWireError(error).message, gflops: null };
  }
}

function deviceName(id: DeviceId, threads: number): string {
  if (id !== 'cpu') return `${graphicsName() ?? 'GPU'} · ${PROVIDERS[id] ?? id}`;
  const count = threads > 0 ? threads : physicalCores();
  return `${processorName()} · CPU, ${count} ${count === 1 ? 'thread' : 'threads'}`;
}

/** `depth` 3×3 convolutions of `channels` channels, padded, on a picture of `size`². */
type Chain = { channels: number; size: number; depth: number };

function openChain(
  id: DeviceId,
  threads: number,
  { channels, size, depth }: Chain,
  weights: Float32Array,
): Promise<OrtSession> {
  const graph = new Graph();
  const shape = [1, channels, size, size];
  let x = graph.input('input', 'float32', shape);
  const filter = graph.constant(weights, [channels, channels, 3, 3]);
  for (let k = 0; k < depth; k++) {
    x = graph.node('Conv', [x, filter], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }, { dtype: 'float32', shape });
  }
  graph.output('output', x);
  return createSession(writeOnnx(graph), { device: id, threads });
}

async function relativeError(id: DeviceId, threads: number): Promise<number> {
  const chain = { channels: 16, size: 12, depth: 1 };
  const weights = waves(16 * 16 * 9, 0.7);
  const input = waves(16 * 12 * 12, 0.3);
  const session = await openChain(id, threads, chain, weights);
  try {
    const output = await runOnce(session, input, [1, 16, 12, 12]);
    const expected = convolve(input, weights, chain);
    const scale = Math.max(...expected.map(Math.abs));
    return Math.max(...expected.map((value, k) => Math.abs(value - (output.data[k] ?? NaN)))) / scale;
  } finally {
    await session.release();
  }
}

async function measureGflops(id: DeviceId, threads: number): Promise<number> {
  const chain = { channels: 64, size: 128, depth: 4 };
  const flops = 2 * 9 * chain.channels ** 2 * chain.size ** 2 * chain.depth;
  const session = await openChain(id, threads, chain, waves(chain.channels ** 2 * 9, 0.01));
  try {
    const input = waves(chain.channels * chain.size ** 2, 0.3);
    const shape = [1, chain.channels, chain.size, chain.size];
    await runOnce(session, input, shape);
    // The best of several: anything slower was another program.
    let best = Infinity;
    const end = performance.now() + MEASURE_MS;
    do {
      const start = performance.now();
      await runOnce(session, input, shape);
      best = Math.min(best, performance.now() - start);
    } while (performance.now() < end);
    return flops / best / 1e6;
  } finally {
    await session.release();
  }
}

/** Numbers between −amplitude and amplitude without a pattern that hides mistakes. */
function waves(count: number, amplitude: number): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => amplitude * Math.sin(k * 1.7 + (k % 11)));
}

/** A padded 3×3 convolution as its definition says. */
function convolve(input: Float32Array, weights: Float32Array, { channels, size }: Chain): number[] {
  const at = (c: number, y: number, x: number) =>
    y < 0 || x < 0 || y >= size || x >= size ? 0 : (input[(c * size + y) * size + x] ?? 0);
  return Array.from({ length: channels * size * size }, (_, index) => {
    const [o, y, x] = [Math.floor(index / size / size), Math.floor(index / size) % size, index % size];
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      for (let k = 0; k < 9; k++) {
        sum += at(c, y + Math.floor(k / 3) - 1, x + (k % 3) - 1) * (weights[(o * channels + c) * 9 + k] ?? 0);
      }
    }
    return sum;
  });
}
