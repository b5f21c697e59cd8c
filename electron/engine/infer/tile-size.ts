// Chooses how large tiles are: large enough that overlap costs little, small enough for the memory that is free.
import { availableMemory } from 'node:process';
import { type NetFacts } from './net.ts';

/**
 * Side of the net's input. CPUs are as fast with 128 as with 512, so what counts is the overlap saved against the memory taken,
 * and that a tile is done in a second or two, because only between tiles can the engine hear of a cancellation.
 */
const PREFERRED_INPUT = 384;
const SMALLEST_CORE = 32;
/** Measured working memory per output pixel of a tile, in bytes: shallow nets (compact ×4) and deep ones (RRDB ×4). */
const BYTES = { shallow: 110, deep: 820 };
/** A net that sees further than this is deep. */
export const DEEP_RADIUS = 48;
/** The most a pass may take for itself: the default model stays far below it, deep ones are worth it. */
const MOST_BYTES = 1_300_000_000;

/** Side of the input that a device with `budget` bytes to spare can take. */
export function inputSide({ scale, radius }: NetFacts, budget: number = memoryBudget()): number {
  const bytes = radius > DEEP_RADIUS ? BYTES.deep : BYTES.shallow;
  return Math.floor(Math.min(PREFERRED_INPUT, Math.sqrt(budget / (bytes * scale * scale))));
}

/** Side of a tile's core in source pixels. */
export function tileSide(facts: NetFacts, overlap: number, budget?: number): number {
  const core = inputSide(facts, budget) - 2 * overlap;
  return Math.max(SMALLEST_CORE, facts.multiple, core - (core % facts.multiple));
}

/** Half of what the machine or the container has left, within bounds. */
export function memoryBudget(): number {
  return Math.min(MOST_BYTES, availableMemory() / 2);
}
