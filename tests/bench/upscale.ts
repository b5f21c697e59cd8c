// The speed of the shipped upscalers: against TF.js on WebAssembly, and against the processor's own limit. Run by `npm run bench`.
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { CATALOGUE } from '../../build/import/catalogue.ts';
import { type Original, readOriginal } from '../../build/import/convert.ts';
import { DeviceId } from '../../electron/contract/ids.ts';
import { physicalCores } from '../../electron/engine/compiler/cores.ts';
import { fold } from '../../electron/engine/compiler/passes/fold.ts';
import { readOnnx } from '../../electron/engine/compiler/read-onnx.ts';
import { multiplicationsPerPixel } from '../../electron/engine/compiler/receptive-radius.ts';
import { ModelSession } from '../../electron/engine/compiler/session.ts';
import { matrixProduct } from './matrix-product.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODELS = join(ROOT, 'resources/models');
const CPU = { device: DeviceId.parse('cpu'), threads: 0 };
const THICK = { id: 'esrgan-thick-x4', side: 128 };
const COMPACT = { id: 'realesrgan-compact-x4', side: 512 };
const ROUNDS = 4;

export type UpscaleBench = {
  threads: number;
  /** Best of all rounds: a large matrix product. */
  peakGflops: number;
  /** Milliseconds for one picture of 128², and how many times faster compiled is. `null` if the original could not be fetched. */
  thick: { compiledMs: number; wasmMs: number | null; ratio: number | null };
  /** One picture of 512². `fractionOfPeak` counts the multiplications a plain convolution would need. */
  compact: { ms: number; megapixelsPerSecond: number; gflops: number; fractionOfPeak: number };
  /** Input megapixels per second on pictures of 128². */
  models: { id: string; megapixelsPerSecond: number }[];
};

/** Takes one to three minutes. All figures come from one run, interleaved, so that their ratios hold on a busy machine. */
export async function benchUpscale(): Promise<UpscaleBench> {
  const thick = await open(THICK.id);
  const compact = await open(COMPACT.id);
  const wasm = await wasmOriginal();
  const peak = await matrixProduct(CPU.threads);
  const best = { peak: Infinity, thick: Infinity, wasm: Infinity, compact: Infinity };
  const measure = async (name: keyof typeof best, run: () => Promise<unknown>) => {
    const start = performance.now();
    await run();
    best[name] = Math.min(best[name], performance.now() - start);
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (let k = 0; k < 4; k++) await measure('peak', peak.run);
    for (let k = 0; k < 3; k++) await measure('thick', () => run(thick, THICK.side));
    if (wasm) await measure('wasm', wasm);
    await measure('compact', () => run(compact, COMPACT.side));
  }
  await Promise.all([thick.release(), compact.release()]);

  const peakGflops = peak.flops / best.peak / 1e6;
  const multiplications = multiplicationsPerPixel(fold(readOnnx(await readFile(modelFile(COMPACT.id)))));
  const gflops = (2 * multiplications * COMPACT.side ** 2) / best.compact / 1e6;
  return {
    threads: physicalCores(),
    peakGflops,
    thick: {
      compiledMs: best.thick,
      wasmMs: wasm ? best.wasm : null,
      ratio: wasm ? best.wasm / best.thick : null,
    },
    compact: {
      ms: best.compact,
      megapixelsPerSecond: COMPACT.side ** 2 / best.compact / 1000,
      gflops,
      fractionOfPeak: gflops / peakGflops,
    },
    models: await speeds(),
  };
}

export function printUpscale({ threads, peakGflops, thick, compact, models }: UpscaleBench): string {
  const number = (value: number, digits: number) => value.toFixed(digits);
  const versus =
    thick.wasmMs === null || thick.ratio === null
      ? 'TF.js wasm: left out, the original model could not be fetched'
      : `TF.js wasm ${number(thick.wasmMs, 0)} ms: ${number(thick.ratio, 1)} times faster`;
  return [
    `Matrix product, ${threads} threads: ${number(peakGflops, 0)} GFLOP/s`,
    `ESRGAN thick ×4 of 128²: ${number(thick.compiledMs, 0)} ms, ${versus}`,
    `Compact ×4 of 512²: ${number(compact.ms, 0)} ms, ${number(compact.megapixelsPerSecond, 3)} MP/s, ` +
      `${number(compact.gflops, 0)} GFLOP/s, ${number(compact.fractionOfPeak, 2)} of the matrix product`,
    ...models.map(({ id, megapixelsPerSecond }) => `${id.padEnd(24)} ${number(megapixelsPerSecond, 3)} MP/s`),
  ].join('\n');
}

async function speeds(): Promise<UpscaleBench['models']> {
  const results: UpscaleBench['models'] = [];
  for (const id of (await readdir(MODELS)).sort()) {
    const session = await open(id);
    let best = Infinity;
    for (let k = 0; k < 3; k++) {
      const start = performance.now();
      await run(session, 128);
      best = Math.min(best, performance.now() - start);
    }
    await session.release();
    results.push({ id, megapixelsPerSecond: 128 ** 2 / best / 1000 });
  }
  return results;
}

function modelFile(id: string): string {
  return join(MODELS, id, 'model.onnx');
}

function open(id: string): Promise<ModelSession> {
  return ModelSession.open(modelFile(id), CPU);
}

function run(session: ModelSession, side: number): Promise<unknown> {
  return session.run(picture(side), side, side);
}

/** Planar RGB with light, dark and grain, as photographs have. */
function picture(side: number): Float32Array {
  return Float32Array.from(
    { length: 3 * side * side },
    (_, k) => 0.5 + 0.3 * Math.sin(k / 17) + 0.15 * Math.sin(k * 12.9898),
  );
}

/** The untouched model on TF.js's WebAssembly backend, which under Node has SIMD but one thread. */
async function wasmOriginal(): Promise<(() => Promise<void>) | undefined> {
  const entry = CATALOGUE.find(({ id }) => id === THICK.id);
  if (!entry) throw new Error(`${THICK.id} is not in the catalogue`);
  const package_ = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(`${join(dirname(package_), 'dist')}/`);
  setThreadsCount(physicalCores());
  await tf.setBackend('wasm');
  let original: Original;
  try {
    original = await readOriginal(entry, join(ROOT, '.cache/models'));
  } catch {
    return undefined;
  }
  const planar = tf.tensor4d(picture(THICK.side), [1, 3, THICK.side, THICK.side]);
  const x = tf.transpose<tf.Tensor4D>(planar, [0, 2, 3, 1]);
  return async () => {
    const y = tf.tidy(() => original.run(x));
    await y.data();
    y.dispose();
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(printUpscale(await benchUpscale()));
