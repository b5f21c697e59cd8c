// The canvas element: one Konva stage on which a scene of painters is drawn, once per screen refresh at most.
import Konva from 'konva';
import { bitmaps } from './bitmap-cache.ts';
import { intersection, isEmpty, type Rect, type Size, snapped } from './geometry.ts';
import { type Painter } from './painter.ts';

/** A painter at its place; `outline` is framed by a hairline as far as it lies in `outlineClip`. CSS pixels. */
export type Part = {
  painter: Painter;
  area: Rect;
  clip: Rect;
  smooth: boolean;
  outline?: Rect;
  outlineClip?: Rect;
};
export type Scene = { parts: readonly Part[] };

const CHECKER = 8;

export class Stage {
  private readonly stage: Konva.Stage;
  private readonly layer: Konva.Layer;
  private readonly stopListening: () => void;
  private scene: Scene = { parts: [] };
  private checker: CanvasPattern | null = null;
  private outlineColor = '';

  constructor(container: HTMLDivElement) {
    this.stage = new Konva.Stage({ container, listening: false });
    this.layer = new Konva.Layer({ listening: false });
    this.layer.add(
      new Konva.Shape({
        listening: false,
        perfectDrawEnabled: false,
        sceneFunc: ({ _context }) => this.paint(_context),
      }),
    );
    this.stage.add(this.layer);
    this.stopListening = bitmaps.onArrival(() => this.redraw());
  }

  resize({ width, height }: Size, pixelRatio: number): void {
    this.layer.getCanvas().setPixelRatio(pixelRatio);
    this.stage.size({ width, height });
    this.redraw();
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.redraw();
  }

  redraw(): void {
    this.layer.batchDraw();
  }

  /** Reads the colours of the theme again. */
  retheme(): void {
    const style = getComputedStyle(this.stage.container());
    this.outlineColor = style.getPropertyValue('--accent');
    this.checker = this.checkerOf(style.getPropertyValue('--checker-a'), style.getPropertyValue('--checker-b'));
    this.redraw();
  }

  destroy(): void {
    this.stopListening();
    this.stage.destroy();
  }

  private paint(context: CanvasRenderingContext2D): void {
    const pixelRatio = this.layer.getCanvas().getPixelRatio();
    bitmaps.begin();
    for (const { painter, area, clip, smooth, outline, outlineClip } of this.scene.parts) {
      const seen = snapped(intersection(area, clip), pixelRatio);
      if (outline) this.paintOutline(context, snapped(outline, pixelRatio), outlineClip ?? clip);
      if (isEmpty(seen)) continue;
      context.save();
      context.beginPath();
      context.rect(seen.x, seen.y, seen.width, seen.height);
      context.clip();
      if (painter.alpha && this.checker) {
        context.fillStyle = this.checker;
        context.fillRect(seen.x, seen.y, seen.width, seen.height);
      }
      painter.paint({ context, area, clip: seen, pixelRatio, smooth });
      context.restore();
    }
    bitmaps.end();
  }

  private paintOutline(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, clip: Rect): void {
    context.save();
    context.beginPath();
    context.rect(clip.x, clip.y, clip.width, clip.height);
    context.clip();
    context.strokeStyle = this.outlineColor;
    context.lineWidth = 1.5;
    context.strokeRect(x - 0.75, y - 0.75, width + 1.5, height + 1.5);
    context.restore();
  }

  private checkerOf(light: string, dark: string): CanvasPattern | null {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 2 * CHECKER;
    const context = tile.getContext('2d');
    if (!context) return null;
    context.fillStyle = light;
    context.fillRect(0, 0, 2 * CHECKER, 2 * CHECKER);
    context.fillStyle = dark;
    context.fillRect(0, 0, CHECKER, CHECKER);
    context.fillRect(CHECKER, CHECKER, CHECKER, CHECKER);
    return context.createPattern(tile, 'repeat');
  }
}
