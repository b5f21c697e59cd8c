// What the stage asks of anything that is drawn at a picture's place.
import { type Rect, snapped } from './geometry.ts';

/** `area`: where the whole picture lies; `clip`: what of the canvas is seen. CSS pixels. */
export type Frame = {
  context: CanvasRenderingContext2D;
  area: Rect;
  clip: Rect;
  pixelRatio: number;
  /** `false` shows enlarged pixels as squares. */
  smooth: boolean;
};

export type Painter = {
  /** Whether a checker must lie behind it. */
  readonly alpha: boolean;
  paint: (frame: Frame) => void;
};

/** Draws `source` (pixels of the bitmap) into `target` (CSS pixels), on whole device pixels. */
export function drawPart(frame: Frame, bitmap: ImageBitmap, source: Rect, target: Rect): void {
  const { context, pixelRatio, smooth } = frame;
  const to = snapped(target, pixelRatio);
  if (to.width <= 0 || to.height <= 0) return;
  context.imageSmoothingEnabled = smooth || to.width * pixelRatio < source.width;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, source.x, source.y, source.width, source.height, to.x, to.y, to.width, to.height);
}
