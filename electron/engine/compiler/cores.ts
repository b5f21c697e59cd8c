// Counts physical cores: hyper-threads share the vector units that convolutions live on, so a thread per core is the best count.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, platform } from 'node:os';

let counted: number | undefined;

/** Physical cores that this process may use, at least 1. */
export function physicalCores(): number {
  counted ??= Math.max(1, Math.min(availableParallelism(), countCores() ?? availableParallelism()));
  return counted;
}

/** The processor's name without trade marks and clock rate, e.g. `AMD EPYC`. */
export function processorName(): string {
  const model = cpus()[0]?.model ?? 'CPU';
  return model
    .replace(/\((R|TM)\)/gi, '')
    .replace(/\s+(CPU|Processor|with .*|\d+-Core Processor.*)(?=\s|$)/gi, '')
    .replace(/\s*@.*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function countCores(): number | undefined {
  try {
    if (platform() === 'linux') return coresOfCpuInfo(readFileSync('/proc/cpuinfo', 'utf8'));
    if (platform() === 'darwin') return Number(execFileSync('sysctl', ['-n', 'hw.physicalcpu'], { encoding: 'utf8' }));
    return undefined;
  } catch {
    return undefined;
  }
}

/** Distinct (package, core) pairs of a `/proc/cpuinfo`; `undefined` where it does not state them (ARM). */
export function coresOfCpuInfo(text: string): number | undefined {
  const cores = new Set<string>();
  for (const block of text.split(/\n\s*\n/)) {
    const core = /^core id\s*:\s*(\d+)/m.exec(block)?.[1];
    const socket = /^physical id\s*:\s*(\d+)/m.exec(block)?.[1];
    if (core !== undefined) cores.add(`${socket ?? 0}/${core}`);
  }
  return cores.size > 0 ? cores.size : undefined;
}
