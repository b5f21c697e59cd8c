// The speed of compiled training steps: against PyTorch on the CPU, and against the processor's own limit. Run by `npm run bench -- train`.
import * as tf from '@tensorflow/tfjs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { KEEP_MEMORY } from '../../electron/service/training/trainer.ts';
import { physicalCores } from '../../electron/engine/compiler/cores.ts';
import { findReference, references } from '../reference/index.ts';
import { type Reference } from '../reference/reference.ts';
import { matrixProduct } from './matrix-product.ts';
import { Peer, pythonWithTorch } from './peer.ts';
import { type StepGraph, stepGraph } from './step-graph.ts';

const COMPILED = fileURLToPath(new URL('peers/train.ts', import.meta.url));
const TORCH = fileURLToPath(new URL('peers/train.py', import.meta.url));
const ROUNDS = 5;
/** How long one side runs before the other has its turn. */
const ROUND_MS = 2000;

export type StepBench = StepGraph & {
  name: string;
  parameters: number;
  /** Medians of all steps after the first two. `null`, as the ratio, where there is no PyTorch. */
  compiledMs: number;
  torchMs: number | null;
  /** compiledMs / torchMs: below 1 is faster than PyTorch. */
  ratio: number | null;
  /** The fastest steps: what counts when others use the machine too, since PyTorch's threads then wait for each other. */
  best: { compiledMs: number; torchMs: number | null; ratio: number | null };
  picturesPerSecond: number;
  /** What the multiplications of plain convolutions would take at the speed of a matrix product. */
  fractionOfPeak: number;
  compileSeconds: number;
  peakMB: number | null;
  torchPeakMB: number | null;
};

export type TrainBench = { threads: number; peakGflops: number; torch: string | null; results: StepBench[] };

/** Takes about a minute for each step. Both sides take turns, so that their ratio holds on a busy machine. */
export async function benchTrain({ only }: { only?: string } = {}): Promise<TrainBench> {
  await tf.setBackend('cpu');
  const threads = physicalCores();
  const python = await pythonWithTorch();
  const product = await matrixProduct(threads);
  const chosen = only === undefined ? references : [findReference(only)];
  let [peakGflops, torch]: [number, string | null] = [0, null];
  const results: (Omit<StepBench, 'fractionOfPeak'> & { gflops: number })[] = [];
  for (const reference of chosen) {
    const { version, gflopsOfProduct, ...result } = await benchStep(reference, { threads, python, product });
    peakGflops = Math.max(peakGflops, gflopsOfProduct);
    torch ??= version ?? null;
    results.push(result);
  }
  return {
    threads,
    peakGflops,
    torch,
    results: results.map(({ gflops, ...result }) => ({ ...result, fractionOfPeak: gflops / peakGflops })),
  };
}

type Setting = { threads: number; python: string | undefined; product: Awaited<ReturnType<typeof matrixProduct>> };

async function benchStep(reference: Reference, { threads, python, product }: Setting) {
  const { name } = reference;
  const graph = await stepGraph(reference);
  const compiled = new Peer(process.execPath, [COMPILED, name, String(threads)], KEEP_MEMORY);
  const started = await compiled.started();
  const torch = python === undefined ? undefined : await fasterTorch(python, [TORCH, name, String(threads)]);
  const [ours, theirs] = [new Clock(compiled), torch && new Clock(torch.peer)];
  let fastestProduct = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    await ours.round();
    await theirs?.round();
    for (let k = 0; k < 5; k++) {
      const begin = performance.now();
      await product.run();
      fastestProduct = Math.min(fastestProduct, performance.now() - begin);
    }
  }
  const torchMs = theirs?.median() ?? null;
  return {
    name,
    ...graph,
    parameters: started.parameters,
    compiledMs: ours.median(),
    torchMs,
    ratio: torchMs === null ? null : torchMs / ours.median(),
    best: {
      compiledMs: ours.best(),
      torchMs: theirs?.best() ?? null,
      ratio: theirs ? theirs.best() / ours.best() : null,
    },
    picturesPerSecond: (1000 * (started.batch ?? 1)) / ours.median(),
    gflops: (2 * graph.multiplications) / ours.median() / 1e6,
    compileSeconds: started.compileSeconds ?? 0,
    peakMB: await compiled.quit(),
    torchPeakMB: (await torch?.peer.quit()) ?? null,
    version: torch?.version,
    gflopsOfProduct: product.flops / fastestProduct / 1e6,
  };
}

/**
 * PyTorch with threads that wait for work by spinning, its default, or asleep: spinning is faster on an idle machine and
 * several times slower on a busy one. Each takes a few steps, and the faster one stays.
 */
async function fasterTorch(python: string, args: string[]): Promise<{ peer: Peer; version: string | undefined }> {
  const tried: { peer: Peer; version: string | undefined; ms: number }[] = [];
  const policies: Record<string, string>[] = [{}, { OMP_WAIT_POLICY: 'passive' }];
  for (const policy of policies) {
    const peer = new Peer(python, args, { ...KEEP_MEMORY, ...policy });
    const { version } = await peer.started();
    await peer.run(1);
    tried.push({ peer, version, ms: Math.min(...(await peer.run(3))) });
  }
  const [faster, slower] = tried.toSorted((a, b) => a.ms - b.ms);
  if (!faster) throw new Error('PyTorch was not started');
  await slower?.peer.quit();
  return faster;
}

/** One side of the comparison. Its first steps, which settle memory, do not count. */
class Clock {
  private readonly peer: Peer;
  private readonly ms: number[] = [];
  private steps = 0;

  constructor(peer: Peer) {
    this.peer = peer;
  }

  async round(): Promise<void> {
    if (this.steps === 0) {
      const settling = await this.peer.run(2);
      this.steps = Math.min(50, Math.max(2, Math.ceil(ROUND_MS / (settling[1] ?? ROUND_MS))));
    }
    this.ms.push(...(await this.peer.run(this.steps)));
  }

  median(): number {
    return this.ms.toSorted((a, b) => a - b)[this.ms.length >> 1] ?? NaN;
  }

  best(): number {
    return Math.min(...this.ms);
  }
}

export function printTrain({ threads, peakGflops, torch, results }: TrainBench): string {
  const lines = results.map((result) => {
    const versus =
      result.ratio === null
        ? 'PyTorch: left out, no Python here can import torch'
        : `PyTorch ${torch ?? ''} ${result.torchMs?.toFixed(0)} ms, ratio ${result.ratio.toFixed(2)} (fastest steps ${result.best.ratio?.toFixed(2)})`;
    return (
      `${result.name.padEnd(14)} ${result.compiledMs.toFixed(0).padStart(5)} ms, ${versus}; ` +
      `${result.picturesPerSecond.toFixed(1)} pictures/s, ${result.fractionOfPeak.toFixed(2)} of the matrix product, ` +
      `${result.nodes} nodes, ${result.transposes} transposes, ${result.peakMB?.toFixed(0) ?? '?'} MB, ` +
      `compiled in ${result.compileSeconds.toFixed(1)} s`
    );
  });
  return [`Matrix product, ${threads} threads: ${peakGflops.toFixed(0)} GFLOP/s`, ...lines].join('\n');
}
