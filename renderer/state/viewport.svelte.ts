// How the canvas looks at a picture: one viewport for both sides of a comparison, so that they stay together.

const LARGEST = 32;
const STEP = 1.25;

export class Viewport {
  /** Size of the canvas on the screen in CSS pixels; set by the canvas view. */
  width = $state(0);
  height = $state(0);
  /** Size of the original in its pixels. */
  sourceWidth = $state(1);
  sourceHeight = $state(1);
  /** Width of the finest version shown (the result's when there is one): 100 % is one of its pixels per screen pixel. */
  finestWidth = $state(1);

  /** Follows the window's size until the user zooms. */
  fitted = $state(true);
  private freeScale = $state(1);
  private freeX = $state(0.5);
  private freeY = $state(0.5);

  /** CSS pixels per pixel of the original at which all of it is seen; never enlarges a small picture beyond 100 %. */
  readonly fitScale: number = $derived(
    Math.min(this.width / this.sourceWidth, this.height / this.sourceHeight, this.actualScale) || 1,
  );
  /** CSS pixels per pixel of the original. */
  readonly scale: number = $derived(this.fitted ? this.fitScale : this.freeScale);
  /** The point of the picture in the middle of the canvas, 0..1 of its width and height. */
  readonly centerX: number = $derived(this.fitted ? 0.5 : this.freeX);
  readonly centerY: number = $derived(this.fitted ? 0.5 : this.freeY);
  /** Where the picture lies on the canvas, in CSS pixels. */
  readonly rect = $derived({
    x: this.width / 2 - this.centerX * this.sourceWidth * this.scale,
    y: this.height / 2 - this.centerY * this.sourceHeight * this.scale,
    width: this.sourceWidth * this.scale,
    height: this.sourceHeight * this.scale,
  });
  /** Screen pixels per pixel of the finest version: 1 is 100 %. */
  readonly magnification: number = $derived(this.scale / this.actualScale);

  /** Scale at 100 %. */
  get actualScale(): number {
    return this.finestWidth / this.sourceWidth / window.devicePixelRatio;
  }

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
    const { x: left, y: top } = this.rect;
    const before = this.scale;
    const next = Math.min(Math.max(scale, Math.min(this.fitScale, this.actualScale) / 4), this.actualScale * LARGEST);
    // The picture point under (x, y), in source pixels, must lie there afterwards too.
    const pointX = (x - left) / before;
    const pointY = (y - top) / before;
    this.place(
      (pointX - (x - this.width / 2) / next) / this.sourceWidth,
      (pointY - (y - this.height / 2) / next) / this.sourceHeight,
      next,
    );
  }

  /** Moves the picture by CSS pixels. */
  panBy(dx: number, dy: number): void {
    const { scale } = this;
    this.place(this.centerX - dx / scale / this.sourceWidth, this.centerY - dy / scale / this.sourceHeight, scale);
  }

  private place(centerX: number, centerY: number, scale: number): void {
    this.freeScale = scale;
    this.freeX = Math.min(1, Math.max(0, centerX));
    this.freeY = Math.min(1, Math.max(0, centerY));
    this.fitted = false;
  }
}
