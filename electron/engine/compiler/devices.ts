// The compute devices of this machine: which ONNX Runtime has, whether they give right answers, how fast they are.
import { listSupportedBackends } from 'onnxruntime-node';
import { type Device, type Verdict } from '#contract/devices.ts';
import { toWireError } from '#contract/errors.ts';
import { DeviceId } from '#contract/ids.ts';
import { physicalCores, processorName } from './cores.ts';
import { graphicsName } from './graphics-name.ts';
import { Graph } from './graph.ts';
import { createSession, type OrtSession, runOnce } from './runtime.ts';
import { trainingError } from './self-test.ts';
import { TFJS_GPU } from './tfjs-gpu.ts';
import { waves } from './waves.ts';
import { writeOnnx } from './write-onnx.ts';

/** Execution providers we know how to drive, TF.js's own device, and their names for people. */
const PROVIDERS: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'CoreML',
  cuda: 'CUDA',
  [TFJS_GPU]: 'TensorFlow.js CUDA',
};
/** Largest relative error of a right answer; GPUs may multiply in reduced precision. */
const TOLERANCE = 5e-3;
/** A few steps add up errors. */
const TRAINING_TOLERANCE = 2e-2;
const MEASURE_MS = 400;

/** The execution providers of this build of ONNX Runtime, the CPU first. Whether they work is for `testDevice` to say. */
export function listDevices(): DeviceId[] {
  const here = listSupportedBackends().map(({ name }) => name);
  return Object.keys(PROVIDERS)
    .filter((name) => here.includes(name))
    .map((name) => DeviceId.parse(name));
}

/**
 * Compares a 3×3 convolution on the device with plain arithmetic, a few training steps with TF.js's own, and measures the
 * convolution. Never rejects: a device that fails says why. Blocks for a second or more; a broken driver may hang or end the
 * process, so run it in a child.
 */
export async function testDevice(id: DeviceId, threads: number): Promise<Device> {
  const about = { id, name: deviceName(id, threads), provider: PROVIDERS[id] ?? id };
  if (id === TFJS_GPU) {
    const training = await verdict(() => trainingError(id, threads), TRAINING_TOLERANCE);
    return { ...about, ok: false, reason: training.reason ?? 'It is for training only.', gflops: null, training };
  }
  const pictures = await verdict(() => convolutionError(id, threads), TOLERANCE);
  if (!pictures.ok) return { ...about, ...pictures, gflops: null, training: pictures };
  const training = await verdict(() => trainingError(id, threads), TRAINING_TOLERANCE);
  try {
    return { ...about, ...pictures, gflops: await measureGflops(id, threads), training };
  } catch (error) {
    return { ...about, ok: false, reason: toWireError(error).message, gflops: null, training };
  }
}

async function verdict(measureError: () => Promise<number>, tolerance: number): Promise<Verdict> {
  try {
    const error = await measureError();
    return error <= tolerance ? { ok: true } : { ok: false, reason: wrong(error) };
  } catch (error) {
    return { ok: false, reason: toWireError(error).message };
  }
}

function wrong(error: number): string {
  return Number.isFinite(error) ? `It computes wrongly (off by ${error.toExponential(1)}).` : 'It computes no numbers.';
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

async function convolutionError(id: DeviceId, threads: number): Promise<number> {
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
