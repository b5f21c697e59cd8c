// The upscale operation on a file: the net tile by tile, then the exact size.
import { join } from 'node:path';
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { type Rect } from '#contract/rpc.ts';
import { targetSize } from '#contract/upscale.ts';
import { writePreview } from '../imaging/preview.ts';
import { type Raster } from '../imaging/raster.ts';
import { resampleRaster } from '../imaging/resample.ts';
import { type NetFacts, type UpscaleNet } from './net.ts';
import { overlapFor } from './overlap.ts';
import { type Bench, workOnPicture } from './picture-work.ts';
import { tileSide } from './tile-size.ts';
import { scaled, upscaleRaster } from './upscale-raster.ts';

export type UpscaleTask = Extract<EngineTask, { task: 'upscale' }>;

export type UpscaleContext = {
  limits: DecodeLimits;
  signal: AbortSignal;
  /** 0..1 of the work, and output pixels in all. */
  onProgress: (progress: number, totalPixels: number) => void;
  /** A tile whose preview is written, in source pixels. */
  onTile: (index: number, rect: Rect) => void;
  net: UpscaleNet;
  /** Bytes the tiles may take; chosen from free memory if left out. */
  budget?: number;
};

/** What part of the progress each phase is. */
const PHASES = { decoded: 0.02, enlarged: 0.92, resized: 0.95 };

/**
 * How often the net is applied. Once for a target between ×1 and its own scale; once more whenever the target needs its whole scale
 * again (a ×2 net for ×4, not a ×4 net for ×8: that would cost 17 times as much for a result that is halved again). The rest is
 * Lanczos3, and so is every target smaller than the picture.
 */
export function passesFor(factor: number, scale: number): number {
  if (factor < 1) return 0;
  let passes = 1;
  for (let reached = scale; scale > 1 && reached * scale <= factor * 1.001; reached *= scale) passes++;
  return passes;
}

/** Throws `UserError` naming the input or the output; then neither output nor scratch files are left. */
export async function upscalePicture(task: UpscaleTask, context: UpscaleContext): Promise<EngineResults['upscale']> {
  let tile = 0;
  const made = await workOnPicture(task, context, (info) => {
    assertInside(task, info);
    const given = task.crop ?? info;
    const size = targetSize(task.target, given.width, given.height);
    const passes = passesFor(Math.max(size.width / given.width, size.height / given.height), task.scale);
    return {
      size,
      grey: true,
      diskBytes: (plan) => diskBytes(given, size, task.scale ** passes, (info.alpha ? 4 : 3) * (plan.depth / 8)),
      work: async (bench) => {
        const enlarged = await enlarge(task, context, bench, { size, passes });
        tile = enlarged.side;
        const notices = passes > 0 ? [] : ['The target is smaller than the picture: it was reduced without the model.'];
        return { result: enlarged.result, notices };
      },
    };
  });
  context.onProgress(1, made.info.width * made.info.height);
  return { ...made, tile };
}

/** The net's passes, then the exact size. `side`: of the tiles in the end. */
async function enlarge(
  task: UpscaleTask,
  context: UpscaleContext,
  { plan, source, metadata, folder, create }: Bench,
  { size, passes }: { size: { width: number; height: number }; passes: number },
): Promise<{ result: Raster; side: number }> {
  const progress = (value: number): void => context.onProgress(value, size.width * size.height);
  let current = source;
  progress(PHASES.decoded);
  const next = (name: string, width: number, height: number): Raster =>
    create(name, { ...current.layout, width, height, depth: plan.depth });
  const known: NetFacts = { scale: task.scale, radius: task.receptiveRadius, multiple: task.multiple };
  const overlap = passes > 0 ? await overlapFor(context.net, current, known, context.budget) : 0;
  const facts = { ...known, radius: overlap };
  let side = tileSide(known, overlap, context.budget);
  const previews: Promise<void>[] = [];
  for (let pass = 1; pass <= passes; pass++) {
    const target = next(`pass-${pass}.v`, current.layout.width * task.scale, current.layout.height * task.scale);
    const begin = passShare(pass - 1, passes, task.scale);
    const share = passShare(pass, passes, task.scale) - begin;
    side = await upscaleRaster(current, target, context.net, facts, {
      side,
      signal: context.signal,
      onTile: (core, done) => {
        progress(PHASES.decoded + (begin + share * done) * (PHASES.enlarged - PHASES.decoded));
        if (pass < passes || !task.liveFolder) return;
        const index = previews.length;
        const rect = inSource(core, task.scale ** (pass - 1), task.crop);
        const file = join(task.liveFolder, `${index}.webp`);
        const shown = writePreview(target, scaled(core, task.scale), metadata, file, join(folder, `tile-${index}.v`));
        previews.push(shown.then(() => context.onTile(index, rect)));
      },
    });
    current = target;
  }
  await Promise.all(previews);
  if (current.layout.width !== size.width || current.layout.height !== size.height) {
    const target = next('resized.v', size.width, size.height);
    const from = passes > 0 ? PHASES.enlarged : PHASES.decoded;
    await resampleRaster(current, target, 'lanczos3', context.signal, (done) =>
      progress(from + done * (PHASES.resized - from)),
    );
    current = target;
  }
  progress(PHASES.resized);
  return { result: current, side };
}

/** What part of all passes' work the first `pass` of them are: each costs scale² times the one before. */
function passShare(pass: number, passes: number, scale: number): number {
  const work = (count: number): number =>
    Array.from({ length: count }, (_, i) => scale ** (2 * i)).reduce((a, b) => a + b, 0);
  return work(pass) / work(passes);
}

/** A rectangle of an intermediate picture in pixels of the file's picture, rounded outwards. */
function inSource(rect: Rect, factor: number, crop: Rect | undefined): Rect {
  const [x, y] = [Math.floor(rect.x / factor), Math.floor(rect.y / factor)];
  const right = Math.ceil((rect.x + rect.width) / factor);
  const bottom = Math.ceil((rect.y + rect.height) / factor);
  return { x: x + (crop?.x ?? 0), y: y + (crop?.y ?? 0), width: right - x, height: bottom - y };
}

function assertInside({ crop, input }: UpscaleTask, { width, height }: { width: number; height: number }): void {
  if (!crop || (crop.x + crop.width <= width && crop.y + crop.height <= height)) return;
  throw new UserError('bad-input', 'The chosen part reaches beyond the picture.', { source: input });
}

/** Bytes of the decoded, the enlarged and the resized picture on disk. */
function diskBytes(
  from: { width: number; height: number },
  to: { width: number; height: number },
  scale: number,
  pixelBytes: number,
): number {
  const enlarged = from.width * from.height * scale * scale;
  return (from.width * from.height + 1.1 * enlarged + to.width * to.height) * pixelBytes;
}
