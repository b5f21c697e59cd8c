// The upscale operation on a file: decode, net, exact size, encode, with nothing whole in memory and nothing half-written.
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { type Rect } from '#contract/rpc.ts';
import { targetSize } from '#contract/upscale.ts';
import { decodePicture } from '../imaging/decode.ts';
import { describePicture } from '../imaging/describe.ts';
import { encodeRaster } from '../imaging/encode.ts';
import { planEncoding } from '../imaging/formats.ts';
import { writePreview } from '../imaging/preview.ts';
import { Raster } from '../imaging/raster.ts';
import { resampleRaster } from '../imaging/resample.ts';
import { type NetFacts, type UpscaleNet } from './net.ts';
import { overlapFor } from './overlap.ts';
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
  const started = performance.now();
  const described = await describePicture(task.input, context.limits);
  const given = task.crop ?? described.info;
  assertInside(task, described.info);
  const size = targetSize(task.target, given.width, given.height);
  const plan = planEncoding(task.encoding, described, size, task.output);
  const passes = passesFor(Math.max(size.width / given.width, size.height / given.height), task.scale);
  await mkdir(task.scratch, { recursive: true });
  const scratch = await mkdtemp(join(task.scratch, 'upscale-'));
  const rasters: Raster[] = [];
  const keep = (raster: Raster): Raster => (rasters.push(raster), raster);
  const progress = (value: number): void => context.onProgress(value, size.width * size.height);
  try {
    const bands = described.info.alpha ? 4 : 3;
    await assertSpace(scratch, given, size, task.scale ** passes, bands * (plan.depth / 8));
    const options = { limits: context.limits, signal: context.signal, crop: task.crop, grey: plan.grey };
    const decoded = await decodePicture(task.input, described, join(scratch, 'source.v'), options);
    let current = keep(decoded.raster);
    const metadata = current.metadata();
    progress(PHASES.decoded);
    const next = (name: string, width: number, height: number): Raster => {
      const layout = { ...current.layout, width, height, depth: plan.depth };
      return keep(Raster.create(join(scratch, name), layout, current, task.encoding.keepMetadata));
    };
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
          const shown = writePreview(
            target,
            scaled(core, task.scale),
            metadata,
            file,
            join(scratch, `tile-${index}.v`),
          );
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
    current.appendMetadata(metadata);
    await encodeRaster(current, task.output, plan, context.signal);
    progress(1);
    const { info } = await describePicture(task.output, { ...context.limits, pixels: Infinity });
    const reduced = passes > 0 ? [] : ['The target is smaller than the picture: it was reduced without the model.'];
    return {
      info,
      seconds: (performance.now() - started) / 1000,
      tile: side,
      notices: [...described.notices, ...plan.notices, ...decoded.notices, ...reduced],
    };
  } finally {
    for (const raster of rasters) raster.close();
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
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

/** Refuses before the work what the disk could not take after hours. */
async function assertSpace(
  folder: string,
  from: { width: number; height: number },
  to: { width: number; height: number },
  scale: number,
  pixelBytes: number,
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const enlarged = from.width * from.height * scale * scale;
  const needed = (from.width * from.height + 1.1 * enlarged + to.width * to.height) * pixelBytes;
  if (needed < bavail * bsize) return;
  const gigabytes = (needed / 1e9).toFixed(1);
  throw new UserError('disk-full', `The work needs ${gigabytes} GB of free disk space for a while.`, {
    hint: 'Free some space, or choose a smaller size.',
    source: folder,
  });
}
