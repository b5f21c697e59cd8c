// Where on a picture a model is tried.
import { clamp, type Rect, type Size } from './geometry.ts';

/** Crops lie on a grid, so that a small move of the view does not ask for a new one. Source pixels. */
const GRID = 32;

/** A rectangle of whole source pixels around a point (0..1 of the picture), moved inside; smaller if the picture is. */
export function cropAround(picture: Size, centerX: number, centerY: number, size: Size): Rect {
  const along = (center: number, full: number, wanted: number) => {
    const length = Math.min(full, wanted);
    const start = Math.round((center * full - length / 2) / GRID) * GRID;
    return { start: clamp(start, 0, full - length), length };
  };
  const x = along(centerX, picture.width, size.width);
  const y = along(centerY, picture.height, size.height);
  return { x: x.start, y: y.start, width: x.length, height: y.length };
}

/** A rectangle of source pixels in 0..1 of the picture. */
export function partOf({ width, height }: Size, rect: Rect): Rect {
  return { x: rect.x / width, y: rect.y / height, width: rect.width / width, height: rect.height / height };
}
