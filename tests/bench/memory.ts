// Whether training leaks: the resident memory of a process after 100 and after 1 000 steps. Run by `npm run bench -- memory`.
import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { physicalCores } from '../../electron/engine/compiler/cores.ts';
import { KEEP_MEMORY } from '../../electron/service/training/trainer.ts';
import { Peer } from './peer.ts';

const COMPILED = fileURLToPath(new URL('peers/train.ts', import.meta.url));

export type MemoryBench = { name: string; megabytes: Record<string, number>; growth: number };

/** Takes as long as 1 000 steps do: a few minutes for DCGAN. */
export async function benchMemory(name = 'dcgan-64'): Promise<MemoryBench> {
  const peer = new Peer(process.execPath, [COMPILED, name, String(physicalCores())], KEEP_MEMORY);
  await peer.started();
  const megabytes: Record<string, number> = {};
  let done = 0;
  for (const steps of [100, 300, 1000]) {
    await peer.run(steps - done);
    done = steps;
    megabytes[steps] = await peer.residentMB();
  }
  await peer.quit();
  return { name, megabytes, growth: (megabytes[1000] ?? NaN) / (megabytes[100] ?? NaN) - 1 };
}

export function printMemory({ name, megabytes, growth }: MemoryBench): string {
  const list = Object.entries(megabytes).map(([steps, size]) => `${size.toFixed(0)} MB after ${steps} steps`);
  return `${name}: ${list.join(', ')}; from 100 to 1 000 ${(100 * growth).toFixed(2)} %`;
}
