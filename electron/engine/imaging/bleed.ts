// Carries visible colours a little way under transparent pixels, so that a net does not draw hidden black or white into the edge.
import { type Samples } from './raster.ts';

/** How far colours are carried, in pixels. What lies deeper under transparency is left as the file has it. */
export const BLEED = 16;

/**
 * Changes `samples` (interleaved, alpha last, not premultiplied) in place: pixels with alpha 0 get the mean colour of their
 * neighbours that have one, ring by ring. A pixel's new colour depends only on what is at most `BLEED` pixels away.
 */
export function bleedColours(samples: Samples, width: number, height: number, bands: 2 | 4): void {
  const colours = bands - 1;
  const known = new Uint8Array(width * height);
  for (let i = 0; i < known.length; i++) known[i] = samples[i * bands + colours] === 0 ? 0 : 1;
  if (!known.includes(0) || !known.includes(1)) return;
  let ring = edgeOf(known, width, height, [...known.keys()]);
  for (let step = 0; step < BLEED && ring.length > 0; step++) {
    const means = ring.map((pixel) => meanAround(samples, known, pixel, width, height, bands));
    ring.forEach((pixel, i) => samples.set(means[i] ?? [], pixel * bands));
    for (const pixel of ring) known[pixel] = 1;
    ring = edgeOf(known, width, height, [...new Set(ring.flatMap((pixel) => neighbours(pixel, width, height)))]);
  }
}

/** Those of `candidates` that are unknown and touch a known pixel. */
function edgeOf(known: Uint8Array, width: number, height: number, candidates: number[]): number[] {
  return candidates.filter((pixel) => !known[pixel] && neighbours(pixel, width, height).some((other) => known[other]));
}

function neighbours(pixel: number, width: number, height: number): number[] {
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  const found: number[] = [];
  for (let dy = y > 0 ? -1 : 0; dy <= (y < height - 1 ? 1 : 0); dy++) {
    for (let dx = x > 0 ? -1 : 0; dx <= (x < width - 1 ? 1 : 0); dx++) {
      if (dx !== 0 || dy !== 0) found.push(pixel + dy * width + dx);
    }
  }
  return found;
}

function meanAround(
  samples: Samples,
  known: Uint8Array,
  pixel: number,
  width: number,
  height: number,
  bands: number,
): number[] {
  const from = neighbours(pixel, width, height).filter((other) => known[other]);
  return Array.from({ length: bands - 1 }, (_, band) =>
    Math.round(from.reduce((sum, other) => sum + (samples[other * bands + band] ?? 0), 0) / from.length),
  );
}
