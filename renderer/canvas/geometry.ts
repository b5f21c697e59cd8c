// Rectangles and sizes, in whatever unit their user says.

export type Size = { width: number; height: number };
export type Rect = { x: number; y: number; width: number; height: number };

/** What two rectangles share; its size is 0 where they do not meet. */
export function intersection(a: Rect, b: Rect): Rect {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}

export function isEmpty({ width, height }: Size): boolean {
  return width <= 0 || height <= 0;
}

/** `part`, given in 0..1 of the whole, as a rectangle inside `whole`. */
export function within(whole: Rect, part: Rect): Rect {
  return {
    x: whole.x + part.x * whole.width,
    y: whole.y + part.y * whole.height,
    width: part.width * whole.width,
    height: part.height * whole.height,
  };
}

/** The inverse of `within`: `inner` in 0..1 of `whole`. */
export function share(whole: Rect, inner: Rect): Rect {
  return {
    x: (inner.x - whole.x) / whole.width,
    y: (inner.y - whole.y) / whole.height,
    width: inner.width / whole.width,
    height: inner.height / whole.height,
  };
}

/** Edges on whole device pixels, so that neighbours meet without a gap or an overlap. */
export function snapped({ x, y, width, height }: Rect, pixelRatio: number): Rect {
  const snap = (value: number) => Math.round(value * pixelRatio) / pixelRatio;
  const left = snap(x);
  const top = snap(y);
  return { x: left, y: top, width: snap(x + width) - left, height: snap(y + height) - top };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
