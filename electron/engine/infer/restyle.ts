// The restyle operation on a file: the photo in the size that fits the brush, painted, brought back to its size, mixed.
import { join } from 'node:path';
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { type Rect } from '#contract/rpc.ts';
import { writePreview } from '../imaging/preview.ts';
import { type Raster } from '../imaging/raster.ts';
import { mixer } from './mix-look.ts';
import { type Painter, paintWithBrush } from './paint.ts';
import { type Bench, workOnPicture } from './picture-work.ts';

export type RestyleTask = Extract<EngineTask, { task: 'restyle' }>;

export type RestyleContext = {
  limits: DecodeLimits;
  signal: AbortSignal;
  /** 0..1 of the work, and output pixels in all. */
  onProgress: (progress: number, totalPixels: number) => void;
  /** A part whose preview is written. */
  onTile: (index: number, rect: Rect) => void;
  painter: Painter;
};

/** What part of the progress each phase is. */
const PHASES = { decoded: 0.02, painted: 0.95 };
/** Bits of the painted picture, which is still mixed and resized. */
const DEPTH = 16;

/** Throws `UserError` naming the input or the output; then neither output nor scratch files are left. */
export async function restylePicture(task: RestyleTask, context: RestyleContext): Promise<EngineResults['restyle']> {
  const made = await workOnPicture(task, context, (info) => {
    const size = shownSize(info, task.side);
    return {
      size,
      reduced: size.width < info.width ? size : undefined,
      // The colours of a style come into grey photos too.
      grey: false,
      // The decoded and the finished picture, the painted one, and its reduced forms.
      diskBytes: (plan) => size.width * size.height * ((info.alpha ? 8 : 6) * (plan.depth / 8) + 12),
      work: (bench) => restyle(task, context, bench),
    };
  });
  context.onProgress(1, made.info.width * made.info.height);
  return made;
}

/** Of a picture whose longer side is to have no more than `side` pixels. */
function shownSize({ width, height }: { width: number; height: number }, side = Infinity) {
  const factor = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

async function restyle(
  { look, liveFolder }: RestyleTask,
  { painter, signal, ...hooks }: RestyleContext,
  { plan, source, metadata, folder, create }: Bench,
): Promise<{ result: Raster; notices: string[] }> {
  const { width, height, bands, depth } = source.layout;
  const progress = (value: number): void => hooks.onProgress(value, width * height);
  const alpha = bands === 2 || bands === 4;
  const painted = create('painted.v', { width, height, bands: 3, depth: DEPTH });
  const result = create('result.v', { width, height, bands: alpha ? 4 : 3, depth: plan.depth });
  const mix = mixer(look, { bands, depth }, DEPTH, plan.depth);
  const previews: Promise<void>[] = [];
  progress(PHASES.decoded);
  const notices = await paintWithBrush(painter, source, painted, look.brush, {
    create,
    signal,
    onProgress: (done) => progress(PHASES.decoded + done * (PHASES.painted - PHASES.decoded)),
    onPart: (rect) => {
      result.write(rect, mix(source.read(rect), painted.read(rect)));
      if (!liveFolder) return;
      const index = previews.length;
      const file = join(liveFolder, `${index}.webp`);
      const shown = writePreview(result, rect, metadata, file, join(folder, `part-${index}.v`));
      previews.push(shown.then(() => hooks.onTile(index, rect)));
    },
  });
  await Promise.all(previews);
  return { result, notices };
}
