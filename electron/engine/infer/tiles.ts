// Cuts a picture into tiles so that the net sees the same around every pixel as it would see in the whole picture.
import { type Rect } from '#contract/rpc.ts';
import { type NetFacts } from './net.ts';

/** `core`: the pixels this tile answers for. `input`: what the net is given; it may reach over the right and bottom edge. */
export type Tile = { core: Rect; input: Rect };

/** Cores that cover a rectangle in rows, of nearly equal size, at most `side` on a side, starting at multiples of `multiple`. */
export function coresOf(area: Rect, side: number, multiple: number): Rect[] {
  const columns = cuts(area.width, side, multiple);
  return cuts(area.height, side, multiple).flatMap(([y, height]) =>
    columns.map(([x, width]) => ({ x: area.x + x, y: area.y + y, width, height })),
  );
}

function cuts(length: number, side: number, multiple: number): [start: number, length: number][] {
  const step = roundUp(Math.ceil(length / Math.ceil(length / Math.max(side, multiple))), multiple);
  const starts = Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
  return starts.map((start) => [start, Math.min(step, length - start)]);
}

/**
 * A core with the surroundings the net needs. At the picture's edges it ends where the picture ends, so that the net's own
 * padding acts as on the whole picture; only up to the next multiple does it reach over the right and bottom edge.
 */
export function tileOf(core: Rect, picture: { width: number; height: number }, { radius, multiple }: NetFacts): Tile {
  const [x, width] = around(core.x, core.width, picture.width, radius, multiple);
  const [y, height] = around(core.y, core.height, picture.height, radius, multiple);
  return { core, input: { x, y, width, height } };
}

function around(start: number, length: number, limit: number, radius: number, multiple: number): [number, number] {
  const from = Math.floor(Math.max(0, start - radius) / multiple) * multiple;
  const to = Math.min(roundUp(limit, multiple), roundUp(start + length + radius, multiple));
  return [from, to - from];
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
