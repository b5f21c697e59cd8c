// Small finished pieces laid over a picture: live tiles of a result that is being made, or one crop that was tried.
import { bitmaps } from './bitmap-cache.ts';
import { intersection, isEmpty, type Rect, within } from './geometry.ts';
import { drawPart, type Frame, type Painter } from './painter.ts';

/** `part`: its place, 0..1 of the picture. */
export type Patch = { url: string; part: Rect };

export class Patches implements Painter {
  readonly alpha = false;
  patches: readonly Patch[] = [];
  /** 0..1: how much the rest of the picture is darkened. */
  dim = 0;

  paint(frame: Frame): void {
    const { context, clip } = frame;
    if (this.dim > 0) {
      context.fillStyle = `rgb(0 0 0 / ${this.dim})`;
      context.fillRect(clip.x, clip.y, clip.width, clip.height);
    }
    for (const { url, part } of this.patches) {
      const target = within(frame.area, part);
      if (isEmpty(intersection(target, frame.clip))) continue;
      const bitmap = bitmaps.get(url);
      if (bitmap) drawPart(frame, bitmap, { x: 0, y: 0, width: bitmap.width, height: bitmap.height }, target);
    }
  }
}
