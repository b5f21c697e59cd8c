// Finds where a picture has most detail, so that a crop shows what a model does rather than empty sky.
import { type Rect } from './geometry.ts';

/** Luma, 0..255, row by row. */
export type Grey = { width: number; height: number; values: ArrayLike<number> };

/** Cells along a side in the first search and in the second, inside the cell found first. */
const COARSE = 12;
const FINE = 3;
/** How much less a place at the edge counts than one in the middle. */
const EDGE = 0.6;

/** The liveliest place inside `region`; both 0..1 of the picture. The middle of the region if all is even. */
export function livelySpot(grey: Grey, region: Rect): { x: number; y: number } {
  const found = liveliestCell(grey, region, COARSE, EDGE);
  if (!found) return { x: region.x + region.width / 2, y: region.y + region.height / 2 };
  const width = region.width / COARSE;
  const height = region.height / COARSE;
  const cell = { x: found.x - width / 2, y: found.y - height / 2, width, height };
  return liveliestCell(grey, cell, FINE, 0) ?? found;
}

/** Middle of the cell with most detail, `null` if there is none. */
function liveliestCell(
  { width, height, values }: Grey,
  region: Rect,
  cells: number,
  edge: number,
): { x: number; y: number } | null {
  const at = (x: number, y: number) => values[y * width + x] ?? 0;
  let best: { x: number; y: number } | null = null;
  let most = 0;
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const middle = {
        x: region.x + ((column + 0.5) / cells) * region.width,
        y: region.y + ((row + 0.5) / cells) * region.height,
      };
      const x0 = Math.floor((middle.x - region.width / cells / 2) * width);
      const y0 = Math.floor((middle.y - region.height / cells / 2) * height);
      const x1 = Math.min(width - 1, x0 + Math.max(2, Math.ceil((region.width / cells) * width)));
      const y1 = Math.min(height - 1, y0 + Math.max(2, Math.ceil((region.height / cells) * height)));
      let energy = 0;
      for (let y = Math.max(0, y0); y < y1; y++) {
        for (let x = Math.max(0, x0); x < x1; x++) {
          // The root of the difference: many fine edges count more than one hard one.
          energy += Math.sqrt(Math.abs(at(x + 1, y) - at(x, y))) + Math.sqrt(Math.abs(at(x, y + 1) - at(x, y)));
        }
      }
      const off = Math.max(Math.abs(column + 0.5 - cells / 2), Math.abs(row + 0.5 - cells / 2)) / (cells / 2);
      const weighted = energy * (1 - edge * off * off);
      if (weighted > most) {
        most = weighted;
        best = middle;
      }
    }
  }
  return best;
}

/** The luma of a picture file as the browser decodes it; `null` if it cannot. */
export async function greyOf(url: string): Promise<Grey | null> {
  try {
    const answer = await fetch(url);
    if (!answer.ok) return null;
    const bitmap = await createImageBitmap(await answer.blob());
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    context?.drawImage(bitmap, 0, 0);
    bitmap.close();
    const data = context?.getImageData(0, 0, width, height).data;
    if (!data) return null;
    const luma = (i: number) => 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0);
    return { width, height, values: Float32Array.from({ length: width * height }, (_, pixel) => luma(4 * pixel)) };
  } catch {
    return null;
  }
}
