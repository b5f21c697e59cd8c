// Equal square tiles: how large, so that they fill the room, and where the arrow keys lead among them.

export type Grid = { columns: number; side: number };

/**
 * Sides in CSS pixels. As large as all fit into the room, but not larger than `most`; those that would be smaller than
 * `least` fill the width and go on below.
 */
export function tileGrid(
  count: number,
  { width, height }: { width: number; height: number },
  { gap, least, most }: { gap: number; least: number; most: number },
): Grid {
  const fitting = (length: number, tiles: number) => Math.floor((length - (tiles - 1) * gap) / tiles);
  const widest = Math.max(1, Math.min(count, Math.floor((width + gap) / (least + gap))));
  let best: Grid = { columns: 1, side: 0 };
  for (let columns = 1; columns <= widest; columns++) {
    const side = Math.min(most, fitting(width, columns), fitting(height, Math.ceil(count / columns)));
    if (side > best.side) best = { columns, side };
  }
  if (best.side >= least) return best;
  return { columns: widest, side: Math.max(1, Math.min(most, fitting(width, widest))) };
}

const STEPS: Record<string, (columns: number) => number> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
  Home: () => -Infinity,
  End: () => Infinity,
};

/** The tile a key leads to; `null` for other keys. Beyond the edge it stays. */
export function tileAfter(key: string, at: number, count: number, columns: number): number | null {
  const step = STEPS[key]?.(columns);
  if (step === undefined) return null;
  if (!Number.isFinite(step)) return step < 0 ? 0 : count - 1;
  const to = at + step;
  return to < 0 || to >= count ? at : to;
}
