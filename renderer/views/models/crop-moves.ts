// How a crop is drawn, moved and resized, always inside the picture. Source pixels.
import { type Rect } from '#contract/rpc.ts';

export type Size = { width: number; height: number };
type Point = { x: number; y: number };

/** Smaller shows nothing, larger takes long with the slow models. */
export const CROP_SIDE = { min: 32, max: 512 };

/** The rectangle between two corners, limited in size and kept inside. */
export function drawn(picture: Size, from: Point, to: Point): Rect {
  const width = side(picture.width, Math.abs(to.x - from.x));
  const height = side(picture.height, Math.abs(to.y - from.y));
  const x = to.x < from.x ? from.x - width : from.x;
  const y = to.y < from.y ? from.y - height : from.y;
  return inside(picture, { x, y, width, height });
}

export function moved(picture: Size, rect: Rect, dx: number, dy: number): Rect {
  return inside(picture, { ...rect, x: rect.x + dx, y: rect.y + dy });
}

/** Larger or smaller around its middle. */
export function resized(picture: Size, rect: Rect, factor: number): Rect {
  const width = side(picture.width, rect.width * factor);
  const height = side(picture.height, rect.height * factor);
  return inside(picture, {
    x: rect.x + (rect.width - width) / 2,
    y: rect.y + (rect.height - height) / 2,
    width,
    height,
  });
}

function side(full: number, wanted: number): number {
  return Math.round(Math.min(full, CROP_SIDE.max, Math.max(Math.min(full, CROP_SIDE.min), wanted)));
}

function inside(picture: Size, { x, y, width, height }: Rect): Rect {
  return {
    x: Math.round(Math.min(picture.width - width, Math.max(0, x))),
    y: Math.round(Math.min(picture.height - height, Math.max(0, y))),
    width,
    height,
  };
}
