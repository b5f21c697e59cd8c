// Chooses how large tiles are: large enough that overlap costs little, small enough for the memory that is free.
import { availableMemory } from 'node:process';
import { type NetFacts } from './net.ts';

/**
 * Side of the net's input. CPUs are as fast with 128 as with 512, so what counts is the overlap saved against the memory taken,
 * and that a tile is done soon, because only between tiles can the engine hear of a cancellation. Deep nets take nine times the
 * memory: they get less, but never less than this many times the overlap, where a pixel is computed 2¼ times.
 */
const PREFERRED_INPUT = { shallow: 384, deep: 288 };
const OVERLAPS = 6;
const SMALLEST_CORE = 32;
/** On photos even Real-ESRGAN x4plus, which in theory sees 349 pixels far, changes nothing by 1/25 of a step of 8 bits beyond 96. */
const MOST_OVERLAP = 112;
/** Measured working memory per output pixel of a tile, in bytes: shallow nets (compact ×4) and deep ones (RRDB ×4). */
const BYTES = { shallow: 110, deep: 1000 };
/** A net that sees further than this is deep. */
export const DEEP_RADIUS = 48;
/** The most a pass may take for itself. Only a deep net that needs much overlap comes near it. */
const MOST_BYTES = 4_000_000_000;

/** Side of the input that a device with `budget` bytes to spare should take for tiles that overlap by `overlap`. */
export function inputSide({ scale, radius }: NetFacts, overlap: number, budget: number = memoryBudget()): number {
  const kind = radius > DEEP_RADIUS ? 'deep' : 'shallow';
  const preferred = Math.max(PREFERRED_INPUT[kind], OVERLAPS * overlap);
  return Math.floor(Math.min(preferred, Math.sqrt(budget / (BYTES[kind] * scale * scale))));
}

/** The overlap wanted, within reason, or as much as leaves a tile a third for itself: then a pixel is computed nine times. */
export function affordableOverlap(facts: NetFacts, wanted: number, budget?: number): number {
  const useful = Math.min(wanted, facts.radius, MOST_OVERLAP);
  return Math.min(useful, Math.floor(inputSide(facts, useful, budget) / 3));
}

/** Side of a tile's core in source pixels. */
export function tileSide(facts: NetFacts, overlap: number, budget?: number): number {
  const core = inputSide(facts, overlap, budget) - 2 * overlap;
  return Math.max(SMALLEST_CORE, facts.multiple, core - (core % facts.multiple));
}

/** Half of what the machine or the container has left, within bounds. */
export function memoryBudget(): number {
  return Math.min(MOST_BYTES, availableMemory() / 2);
}
