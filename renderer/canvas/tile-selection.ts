// Which tiles of a Deep Zoom pyramid are needed for what is seen. Regions are 0..1 of the picture.
import { type Pyramid } from '#contract/engine.ts';
import { clamp, type Rect, type Size } from './geometry.ts';

export type Tile = { level: number; column: number; row: number };
export type Shape = Pick<Pyramid, 'width' | 'height' | 'tileSize' | 'levels'>;

/** A tile may be enlarged by this much before the next finer level is loaded: not seen, and a quarter of the tiles. */
const TOLERANCE = 1.12;

/** Full-size pixels per pixel of a level. */
export function reduction({ levels }: Shape, level: number): number {
  return 2 ** (levels - 1 - level);
}

export function levelSize(shape: Shape, level: number): Size {
  const by = reduction(shape, level);
  return { width: Math.ceil(shape.width / by), height: Math.ceil(shape.height / by) };
}

/** The coarsest level that is as fine as the screen; `scale` is device pixels per full-size pixel. */
export function levelFor({ levels }: Shape, scale: number): number {
  const halvings = Math.floor(Math.log2(TOLERANCE / scale));
  return levels - 1 - clamp(halvings, 0, levels - 1);
}

/** Tiles of a level that touch `region`, those nearest its middle first. */
export function tilesIn(shape: Shape, level: number, region: Rect): Tile[] {
  const { width, height } = levelSize(shape, level);
  const by = reduction(shape, level);
  const span = (from: number, length: number, full: number, size: number) => {
    const count = Math.ceil(size / shape.tileSize);
    const first = Math.floor((from * full) / by / shape.tileSize);
    const last = Math.ceil(((from + length) * full) / by / shape.tileSize) - 1;
    return { first: clamp(first, 0, count - 1), last: clamp(last, 0, count - 1) };
  };
  if (region.width <= 0 || region.height <= 0) return [];
  const across = span(region.x, region.width, shape.width, width);
  const down = span(region.y, region.height, shape.height, height);
  const tiles: Tile[] = [];
  for (let row = down.first; row <= down.last; row++) {
    for (let column = across.first; column <= across.last; column++) tiles.push({ level, column, row });
  }
  const middleX = (across.first + across.last) / 2;
  const middleY = (down.first + down.last) / 2;
  const distance = ({ column, row }: Tile) => (column - middleX) ** 2 + (row - middleY) ** 2;
  return tiles.sort((a, b) => distance(a) - distance(b));
}

/** Where a tile lies, 0..1 of the picture; the last row and column end with the picture. */
export function tileRegion(shape: Shape, { level, column, row }: Tile): Rect {
  const side = shape.tileSize * reduction(shape, level);
  const x = (column * side) / shape.width;
  const y = (row * side) / shape.height;
  return { x, y, width: Math.min(1, x + side / shape.width) - x, height: Math.min(1, y + side / shape.height) - y };
}

/** The tile one level coarser that holds this one; `null` at the top. */
export function parentOf({ level, column, row }: Tile): Tile | null {
  return level === 0 ? null : { level: level - 1, column: column >> 1, row: row >> 1 };
}

/** The part of tile `from` that shows `region`, in pixels of that tile's own file. */
export function pixelsOf(shape: Shape, from: Tile, region: Rect): Rect {
  const by = reduction(shape, from.level);
  return {
    x: (region.x * shape.width) / by - from.column * shape.tileSize,
    y: (region.y * shape.height) / by - from.row * shape.tileSize,
    width: (region.width * shape.width) / by,
    height: (region.height * shape.height) / by,
  };
}
