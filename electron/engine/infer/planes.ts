// Between samples as files have them (interleaved integers) and planes as nets take them (planar RGB, 0..1).
import { type Rect } from '#contract/rpc.ts';
import { type Depth, type Layout, type Samples, samplesFor } from '../imaging/raster.ts';

type Size = { width: number; height: number };

/**
 * Planes [3,h,w] of the bands named by `bands` (three indices, equal ones for grey or alpha), from `samples` of `size` with `step`
 * bands; where `padded` is larger, the last row and column are repeated.
 */
export function toPlanes(
  samples: Samples,
  size: Size,
  step: number,
  depth: Depth,
  bands: readonly [number, number, number],
  padded: Size,
): Float32Array {
  const area = padded.width * padded.height;
  const planes = new Float32Array(3 * area);
  const unit = depth === 16 ? 1 / 65535 : 1 / 255;
  bands.forEach((band, plane) => {
    for (let y = 0; y < padded.height; y++) {
      const row = Math.min(y, size.height - 1) * size.width * step + band;
      const to = plane * area + y * padded.width;
      for (let x = 0; x < size.width; x++) planes[to + x] = (samples[row + x * step] ?? 0) * unit;
      planes.fill(planes[to + size.width - 1] ?? 0, to + size.width, to + padded.width);
    }
  });
  return planes;
}

/** Part `rect` of planes [3,height,width] as samples; `colours` 1 takes the mean of the three planes. Values are clipped to 0..1. */
export function fromPlanes(
  planes: Float32Array,
  { width, height }: Size,
  rect: Rect,
  { bands, depth }: Pick<Layout, 'bands' | 'depth'>,
): Samples {
  const samples = samplesFor(depth, rect.width * rect.height * bands);
  const area = width * height;
  const full = depth === 16 ? 65535 : 255;
  const colours = bands < 3 ? 1 : 3;
  for (let y = 0; y < rect.height; y++) {
    let from = (rect.y + y) * width + rect.x;
    let to = y * rect.width * bands;
    for (let x = 0; x < rect.width; x++, from++, to += bands) {
      const [r, g, b] = [planes[from] ?? 0, planes[from + area] ?? 0, planes[from + 2 * area] ?? 0];
      if (colours === 1) samples[to] = quantize((r + g + b) / 3, full);
      else {
        samples[to] = quantize(r, full);
        samples[to + 1] = quantize(g, full);
        samples[to + 2] = quantize(b, full);
      }
    }
  }
  return samples;
}

/** Writes part `rect` of the mean plane, or a constant, into the last band of `samples`. */
export function setAlpha(samples: Samples, bands: 2 | 4, alpha: Samples | number): void {
  for (let i = bands - 1, k = 0; i < samples.length; i += bands, k++) {
    samples[i] = typeof alpha === 'number' ? alpha : (alpha[k] ?? 0);
  }
}

/** The value of `band` if it is the same everywhere. */
export function constantBand(samples: Samples, bands: number, band: number): number | undefined {
  const value = samples[band];
  for (let i = band; i < samples.length; i += bands) if (samples[i] !== value) return undefined;
  return value;
}

/** The part of `samples` (a rectangle at `area`) that lies in `rect`. */
export function cropSamples(samples: Samples, area: Rect, rect: Rect, { bands, depth }: Layout): Samples {
  const out = samplesFor(depth, rect.width * rect.height * bands);
  for (let y = 0; y < rect.height; y++) {
    const from = ((rect.y - area.y + y) * area.width + rect.x - area.x) * bands;
    out.set(samples.subarray(from, from + rect.width * bands), y * rect.width * bands);
  }
  return out;
}

function quantize(value: number, full: number): number {
  return value <= 0 ? 0 : value >= 1 ? full : Math.round(value * full);
}
