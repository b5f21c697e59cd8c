// How a picture lies on a canvas: fitting, zooming to a point, moving. Canvas sizes in CSS pixels, pictures in source pixels.
import { clamp, type Rect, type Size } from './geometry.ts';

/** `scale`: CSS pixels per source pixel; the centre is the picture point in the middle of the canvas, 0..1 of its size. */
export type Look = { scale: number; centerX: number; centerY: number };

/** Free space around a fitted picture. */
export const MARGIN = 24;

/** The scale at which all of the picture is seen, `largest` at most. */
export function fitScale(canvas: Size, picture: Size, largest: number): number {
  const across = Math.max(1, canvas.width - 2 * MARGIN) / picture.width;
  const down = Math.max(1, canvas.height - 2 * MARGIN) / picture.height;
  return Math.min(across, down, largest);
}

/** Where the picture lies on the canvas. */
export function pictureRect(canvas: Size, picture: Size, { scale, centerX, centerY }: Look): Rect {
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: canvas.width / 2 - centerX * width, y: canvas.height / 2 - centerY * height, width, height };
}

/** Another scale with the picture point under (`x`, `y`) of the canvas held in place. */
export function zoomAround(canvas: Size, picture: Size, look: Look, scale: number, x: number, y: number): Look {
  const rect = pictureRect(canvas, picture, look);
  const pointX = (x - rect.x) / rect.width;
  const pointY = (y - rect.y) / rect.height;
  return {
    scale,
    centerX: pointX - (x - canvas.width / 2) / (picture.width * scale),
    centerY: pointY - (y - canvas.height / 2) / (picture.height * scale),
  };
}

/** The picture moved by CSS pixels. */
export function panned(picture: Size, { scale, centerX, centerY }: Look, dx: number, dy: number): Look {
  return {
    scale,
    centerX: centerX - dx / (picture.width * scale),
    centerY: centerY - dy / (picture.height * scale),
  };
}

/** Some of the picture always stays in the middle of the canvas; along a side that fits whole, all of it. */
export function kept(canvas: Size, picture: Size, { scale, centerX, centerY }: Look): Look {
  const along = (center: number, room: number, length: number) =>
    length <= room ? clamp(center, 1 - room / (2 * length), room / (2 * length)) : clamp(center, 0, 1);
  return {
    scale,
    centerX: along(centerX, canvas.width, picture.width * scale),
    centerY: along(centerY, canvas.height, picture.height * scale),
  };
}

/** The look at which `part` (0..1 of the picture) fills `fill` of the canvas's shorter way. */
export function lookAt(canvas: Size, picture: Size, part: Rect, fill: number): Look {
  const across = (canvas.width * fill) / (part.width * picture.width);
  const down = (canvas.height * fill) / (part.height * picture.height);
  return { scale: Math.min(across, down), centerX: part.x + part.width / 2, centerY: part.y + part.height / 2 };
}
