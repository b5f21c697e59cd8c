// What a net sees of a picture on disk: a window as planes, the picture mirrored where the window reaches over its edge.
import { type Rect } from '#contract/rpc.ts';
import { BLEED, bleedColours } from '../imaging/bleed.ts';
import { type Raster, type Samples } from '../imaging/raster.ts';
import { addGrain } from './grain.ts';
import { cropSamples } from './planes.ts';
import { roundUp } from './tiles.ts';

/**
 * Planes [3,h,w], 0..1, of a window that may reach over the right and the bottom edge, with noise of the deviation `grain` on
 * them. Colours are carried under transparent pixels.
 */
export function readWindow(source: Raster, window: Rect, grain: number): Float32Array {
  const { bands, depth } = source.layout;
  const seen = clip(window, source.layout);
  const samples = bands === 2 || bands === 4 ? readBled(source, seen, bands) : source.read(seen);
  const unit = depth === 16 ? 1 / 65535 : 1 / 255;
  const area = window.width * window.height;
  const planes = new Float32Array(3 * area);
  const columns = mirrored(window.width, seen.width).map((x) => x * bands);
  const rows = mirrored(window.height, seen.height).map((y) => y * seen.width * bands);
  for (let plane = 0; plane < 3; plane++) {
    const band = bands < 3 ? 0 : plane;
    for (let y = 0; y < window.height; y++) {
      const row = (rows[y] ?? 0) + band;
      const to = plane * area + y * window.width;
      for (let x = 0; x < window.width; x++) planes[to + x] = (samples[row + (columns[x] ?? 0)] ?? 0) * unit;
    }
  }
  addGrain(planes, window, grain);
  return planes;
}

/** Mirrored borders need pictures that are larger than they. */
const SMALLEST = 32;

/** What a net sees of a picture when its sides must be multiples of `multiple`: with what is mirrored at the right and bottom. */
export function sizeSeen({ width, height }: { width: number; height: number }, multiple: number) {
  const side = (length: number): number => roundUp(Math.max(length, SMALLEST), multiple);
  return { width: side(width), height: side(height) };
}

/** Indices 0, 1, …, n − 1, n − 2, … */
function mirrored(length: number, n: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => (i < n ? i : Math.max(0, 2 * (n - 1) - i)));
}

/** Reads a rectangle with colours carried under its transparent pixels, from far enough around that every tile gets the same. */
export function readBled(source: Raster, rect: Rect, bands: 2 | 4): Samples {
  const around = {
    x: rect.x - BLEED,
    y: rect.y - BLEED,
    width: rect.width + 2 * BLEED,
    height: rect.height + 2 * BLEED,
  };
  const area = clip(around, source.layout);
  const samples = source.read(area);
  bleedColours(samples, area.width, area.height, bands);
  return cropSamples(samples, area, rect, source.layout);
}

export function clip(rect: Rect, limit: { width: number; height: number }): Rect {
  const [x, y] = [Math.max(0, rect.x), Math.max(0, rect.y)];
  const right = Math.min(limit.width, rect.x + rect.width);
  const bottom = Math.min(limit.height, rect.y + rect.height);
  return { x, y, width: right - x, height: bottom - y };
}
