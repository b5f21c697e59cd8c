// Cuts a picture into tiles so that the net sees the same around every pixel as it would see in the whole picture.
import { type Rect } from '#contract/rpc.ts';
import { type NetFacts } from './net.ts';

/** `core`: the pixels this tile answers for. `input`: what the net is given; it may reach over the right and bottom edge. */
export type Tile = { core: Rect; input: Rect };

type Span = [start: number, length: number];

/**
 * Tiles whose cores cover `area` in rows, starting at multiples of `multiple`. A core is at most `side` long where it needs
 * surroundings at both ends. At the picture's edges it needs none, because the net's own padding acts there as on the whole
 * picture, and is longer instead. So all inputs have the same size, which is also what lets a device use its memory again.
 */
export function tilesOf(area: Rect, picture: { width: number; height: number }, side: number, facts: NetFacts): Tile[] {
  const columns = cut([area.x, area.width], picture.width, side, facts);
  return cut([area.y, area.height], picture.height, side, facts).flatMap((row) =>
    columns.map((column) => ({ core: rectOf(column.core, row.core), input: rectOf(column.input, row.input) })),
  );
}

function rectOf([x, width]: Span, [y, height]: Span): Rect {
  return { x, y, width, height };
}

function cut(
  [start, length]: Span,
  limit: number,
  side: number,
  { radius, multiple }: NetFacts,
): { core: Span; input: Span }[] {
  const end = start + length;
  const from = Math.max(0, start - radius);
  const to = Math.min(limit, end + radius);
  // `count` inputs that overlap by twice the radius reach over count · step + 2 · radius.
  const reach = to - from - 2 * radius;
  const count = Math.max(1, Math.ceil(reach / Math.max(side, multiple)));
  const cuts = Array.from({ length: count - 1 }, (_, i) =>
    roundUp(Math.ceil(from + radius + ((i + 1) * reach) / count), multiple),
  );
  const bounds = [...new Set([start, ...cuts.filter((at) => at > start && at < end), end])];
  const padded = roundUp(limit, multiple);
  const needed = bounds.slice(1).map((last, i): Span => {
    const first = Math.floor(Math.max(0, (bounds[i] ?? 0) - radius) / multiple) * multiple;
    return [first, Math.min(padded, roundUp(last + radius, multiple)) - first];
  });
  const window = Math.max(...needed.map(([, size]) => size));
  return needed.map(([first], i) => {
    const core = bounds[i] ?? 0;
    return { core: [core, (bounds[i + 1] ?? end) - core], input: [Math.min(first, padded - window), window] };
  });
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
