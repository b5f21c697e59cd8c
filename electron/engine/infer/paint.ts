// Painting a picture with a brush of some size: on the picture reduced by it, whose painting is brought back to full size.
import { type Rect } from '#contract/rpc.ts';
import { type Layout, type Raster } from '../imaging/raster.ts';
import { resampleRaster } from '../imaging/resample.ts';

export type Painting = {
  signal: AbortSignal;
  /** 0..1 of the painting. */
  onProgress: (done: number) => void;
  /** A part of the target that will not change any more; together they cover it. */
  onPart: (rect: Rect) => void;
};

/** Fills `target` (RGB, of the size of `source`) with the painted source; returns what the user should know of it. */
export type Painter = (source: Raster, target: Raster, painting: Painting) => Promise<string[]>;

/** How a net that repaints pictures is to be used. */
export type NetUse = {
  /** The sides that it takes are multiples of it. */
  multiple: number;
  /** Deviation of the noise that it expects in what it sees. */
  grain: number;
  /** Waits for the device. */
  take: <T>(work: () => Promise<T>) => Promise<T>;
};

export type BrushPainting = Painting & { create: (name: string, layout: Layout) => Raster };

/** Parts in which an enlarged painting is handed on, in rows. */
const ROWS = 256;
/** What part of the time the painting itself is. */
const PAINTED = 0.9;

/** As a `Painter`; `brush` 2 gives strokes twice as large. */
export async function paintWithBrush(
  paint: Painter,
  source: Raster,
  target: Raster,
  brush: number,
  { create, signal, onProgress, onPart }: BrushPainting,
): Promise<string[]> {
  const { width, height } = source.layout;
  const size = { width: Math.max(1, Math.round(width / brush)), height: Math.max(1, Math.round(height / brush)) };
  if (size.width === width && size.height === height) return paint(source, target, { signal, onProgress, onPart });
  const sized = create('sized.v', { ...source.layout, ...size });
  await resampleRaster(source, sized, 'lanczos3', signal, () => undefined);
  const small = create('small.v', { ...target.layout, ...size });
  const part = { signal, onProgress: (done: number) => onProgress(done * PAINTED), onPart: () => undefined };
  const notices = await paint(sized, small, part);
  await resampleRaster(small, target, 'lanczos3', signal, (done) => onProgress(PAINTED + done * (1 - PAINTED)));
  for (let y = 0; y < height; y += ROWS) onPart({ x: 0, y, width, height: Math.min(ROWS, height - y) });
  return notices;
}
