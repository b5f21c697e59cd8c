// Chooses how large tiles are: large enough that overlap costs little, small enough for the memory that is free.
import { availableMemory } from 'node:process';
import { type NetFacts } from './net.ts';

/** Side of the net's input that CPUs are fastest with: larger ones leave the caches, smaller ones are mostly overlap. */
const PREFERRED_INPUT = 256;
const SMALLEST_CORE = 32;
/** Working memory of a net per input pixel and output pixel of it, in bytes: 64 channels in float32, three tensors alive. */
const BYTES_PER_PIXEL = 768;
/** The most a pass may take for itself, so that the engine stays below 1.5 GB with its encoder. */
const MOST_BYTES = 768 * 1024 * 1024;

/** Side of a tile's core in source pixels for a device with `budget` bytes to spare. */
export function tileSide({ scale, radius, multiple }: NetFacts, budget: number = memoryBudget()): number {
  const affordable = Math.sqrt(budget / (BYTES_PER_PIXEL * scale * scale));
  // With a wide overlap a larger input pays: never let the core be less than twice the overlap where memory allows.
  const wanted = Math.max(PREFERRED_INPUT, 4 * radius);
  const core = Math.floor(Math.min(wanted, affordable)) - 2 * radius;
  return Math.max(SMALLEST_CORE, multiple, core - (core % multiple));
}

/** Half of what the machine or the container has left, within bounds. */
export function memoryBudget(): number {
  return Math.min(MOST_BYTES, availableMemory() / 2);
}

