// How the canvas looks at a picture: one viewport for both sides of a comparison, so that they stay together.
import { clamp, type Rect } from '../canvas/geometry.ts';
import { fitScale, kept, type Look, lookAt, panned, pictureRect, zoomAround } from '../canvas/viewport-maths.ts';

/** Screen pixels per pixel of the finest version at the most. */
const LARGEST = 32;
const STEP = 1.25;
/** CSS pixels per source pixel that fitting may reach, so that a small picture is seen as large as its result. */
const LARGEST_FIT = 4;
/** From here on single pixels are shown as squares. */
const CRISP = 2;

export class Viewport {
  /** Size of one view of the picture on the screen in CSS pixels; set by the canvas. */
  width = $state(0);
  height = $state(0);
  /** Device pixels per CSS pixel; set by the canvas. */
  pixelRatio = $state(window.devicePixelRatio);
  /** Size of the original in its pixels. */
  sourceWidth = $state(1);
  sourceHeight = $state(1);
  /** Width of the finest version shown (the result's when there is one): 100 % is one of its pixels per screen pixel. */
  finestWidth = $state(1);

  /** Follows the window's size until the user zooms. */
  fitted = $state(true);
  private free = $state.raw<Look>({ scale: 1, centerX: 0.5, centerY: 0.5 });

  /** Scale at 100 %. */
  readonly actualScale: number = $derived(this.finestWidth / this.sourceWidth / this.pixelRatio);
  /** CSS pixels per pixel of the original at which all of it is seen. */
  readonly fitScale: number = $derived(fitScale(this.canvas, this.source, Math.max(this.actualScale, LARGEST_FIT)));
  private readonly look: Look = $derived(
    this.fitted ? { scale: this.fitScale, centerX: 0.5, centerY: 0.5 } : this.free,
  );
  /** CSS pixels per pixel of the original. */
  readonly scale: number = $derived(this.look.scale);
  /** The point of the picture in the middle of the canvas, 0..1 of its width and height. */
  readonly centerX: number = $derived(this.look.centerX);
  readonly centerY: number = $derived(this.look.centerY);
  /** Where the picture lies on the canvas, in CSS pixels. */
  readonly rect: Rect = $derived(pictureRect(this.canvas, this.source, this.look));
  /** Screen pixels per pixel of the finest version: 1 is 100 %. */
  readonly magnification: number = $derived(this.scale / this.actualScale);
  readonly crisp: boolean = $derived(this.magnification > CRISP);

  fit(): void {
    this.fitted = true;
  }

  actualSize(): void {
    this.zoomTo(this.actualScale);
  }

  zoomIn(): void {
    this.zoomTo(this.scale * STEP);
  }

  zoomOut(): void {
    this.zoomTo(this.scale / STEP);
  }

  /** Zooms to a scale with the point at (`x`, `y`) of the canvas held in place; without it, the middle. */
  zoomTo(scale: number, x = this.width / 2, y = this.height / 2): void {
    const smallest = Math.min(this.fitScale, this.actualScale) / 4;
    const allowed = clamp(scale, smallest, this.actualScale * LARGEST);
    this.place(zoomAround(this.canvas, this.source, this.look, allowed, x, y));
  }

  /** Moves the picture by CSS pixels. */
  panBy(dx: number, dy: number): void {
    this.place(panned(this.source, this.look, dx, dy));
  }

  /** Brings a part of the picture (0..1 of it) into the middle, as large as 60 % of the canvas. */
  showPart(part: Rect): void {
    this.place(lookAt(this.canvas, this.source, part, 0.6));
  }

  private get canvas() {
    return { width: this.width, height: this.height };
  }

  private get source() {
    return { width: this.sourceWidth, height: this.sourceHeight };
  }

  private place(look: Look): void {
    this.free = kept(this.canvas, this.source, look);
    this.fitted = false;
  }
}
