// What operations on a picture's file share: decode, make another picture of it, encode, with nothing half-written or left.
import { mkdir, mkdtemp, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DecodeLimits } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { type PictureInfo } from '#contract/image.ts';
import { type Rect } from '#contract/rpc.ts';
import { type Encoding } from '#contract/upscale.ts';
import { decodePicture } from '../imaging/decode.ts';
import { describePicture } from '../imaging/describe.ts';
import { encodeRaster } from '../imaging/encode.ts';
import { type EncodePlan, planEncoding } from '../imaging/formats.ts';
import { type Layout, Raster } from '../imaging/raster.ts';

export type PictureTask = { input: string; output: string; encoding: Encoding; scratch: string; crop?: Rect };
export type PictureContext = { limits: DecodeLimits; signal: AbortSignal };

/** A decoded picture that is kept in memory. */
export type Decoded = { bytes: Buffer; notices: string[] };

/** What an operation decides when it knows the picture, before any work. */
export type Prepared = {
  /** Of the result. */
  size: { width: number; height: number };
  /** The picture is reduced to this before the work. */
  reduced?: { width: number; height: number } | undefined;
  /** The picture as it was decoded for an earlier operation with the same file and size. */
  decoded?: Decoded | undefined;
  /** Bytes of intermediates on disk. */
  diskBytes: (plan: EncodePlan) => number;
  /** The result is grey if the picture is and the format allows it. */
  grey: boolean;
  work: (bench: Bench) => Promise<{ result: Raster; notices: string[] }>;
};

/** Where an operation works: the decoded picture, and a folder that is removed with all that was made on it. */
export type Bench = {
  plan: EncodePlan;
  source: Raster;
  metadata: Buffer;
  /** To have the same picture decoded another time. */
  keep: () => Promise<Decoded>;
  folder: string;
  /** An empty picture in the folder. */
  create: (name: string, layout: Layout) => Raster;
};

/** Throws `UserError` naming the input or the output; then neither output nor scratch files are left. */
export async function workOnPicture(
  task: PictureTask,
  { limits, signal }: PictureContext,
  prepare: (info: PictureInfo) => Prepared,
): Promise<{ info: PictureInfo; seconds: number; notices: string[] }> {
  const started = performance.now();
  const described = await describePicture(task.input, limits);
  const { size, reduced, decoded: before, diskBytes, grey, work } = prepare(described.info);
  const plan = planEncoding(task.encoding, described, size, task.output);
  await mkdir(task.scratch, { recursive: true });
  const folder = await mkdtemp(join(task.scratch, 'work-'));
  const rasters: Raster[] = [];
  const opened = (raster: Raster): Raster => (rasters.push(raster), raster);
  try {
    await assertSpace(folder, diskBytes(plan));
    const options = { limits, signal, crop: task.crop, size: reduced, grey: grey && plan.grey };
    const file = join(folder, 'source.v');
    if (before) await writeFile(file, before.bytes);
    const decoded = before
      ? { raster: Raster.open(file), notices: before.notices }
      : await decodePicture(task.input, described, file, options);
    const source = opened(decoded.raster);
    const keep = async (): Promise<Decoded> => ({ bytes: await readFile(file), notices: decoded.notices });
    const metadata = source.metadata();
    const create = (name: string, layout: Layout): Raster =>
      opened(Raster.create(join(folder, name), layout, source, task.encoding.keepMetadata));
    const { result, notices } = await work({ plan, source, metadata, keep, folder, create });
    result.appendMetadata(metadata);
    await encodeRaster(result, task.output, plan, signal);
    const { info } = await describePicture(task.output, { ...limits, pixels: Infinity });
    return {
      info,
      seconds: (performance.now() - started) / 1000,
      notices: [...described.notices, ...plan.notices, ...decoded.notices, ...notices],
    };
  } finally {
    for (const raster of rasters) raster.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Refuses before the work what the disk could not take after hours. */
async function assertSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes < bavail * bsize) return;
  throw new UserError('disk-full', `The work needs ${(bytes / 1e9).toFixed(1)} GB of free disk space for a while.`, {
    hint: 'Free some space, or choose a smaller size.',
    source: folder,
  });
}
