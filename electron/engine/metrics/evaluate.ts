// Measures an upscaler on photos: each is reduced, enlarged again by the model and by bicubic, and compared with itself.
import { type DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { type Rect } from '#contract/rpc.ts';
import { readError, throwIfCancelled } from '../imaging/decoder-errors.ts';
import { describePicture, openPicture } from '../imaging/describe.ts';
import { resamplePlanes } from '../imaging/resample-planes.ts';
import { type UpscaleNet } from '../infer/net.ts';
import { runTiled } from '../infer/run-tiled.ts';
import { type Likeness, likeness, rounded } from './likeness.ts';

export type EvaluateTask = Extract<EngineTask, { task: 'evaluate' }>;

export type EvaluateContext = {
  limits: DecodeLimits;
  signal: AbortSignal;
  net: UpscaleNet;
  onProgress: (progress: number, totalPixels: number) => void;
};

/** Of a larger photo only the centre is used, so that an evaluation of many is quick and every photo counts the same. */
const MOST_SIDE = 512;
/** SSIM needs 11 pixels after the border is cut. */
const LEAST_SIDE = 32;

/**
 * Means over the images of PSNR and SSIM on luma. Each image (its centre, at most 512 × 512) is cropped to a multiple of the scale,
 * reduced by the antialiased bicubic kernel, enlarged, rounded to 8 bits, and compared without `scale` pixels of border.
 * Throws `UserError` naming the first image that cannot be used.
 */
export async function evaluateUpscaler(
  { images, scale, receptiveRadius, multiple }: EvaluateTask,
  { limits, signal, net, onProgress }: EvaluateContext,
): Promise<EngineResults['evaluate']> {
  if (images.length === 0) throw new UserError('bad-input', 'There are no pictures to evaluate on.');
  const sums = { psnrY: 0, ssim: 0, baseline: { psnrY: 0, ssim: 0 } };
  for (const [index, file] of images.entries()) {
    throwIfCancelled(signal);
    const { planes, width, height } = await readCentre(file, scale, limits);
    const [w, h] = [width / scale, height / scale];
    const small = rounded(resamplePlanes(planes, { width, height }, { width: w, height: h }, 'cubic'));
    const made = await runTiled(
      net,
      small,
      { width: w, height: h },
      { scale, radius: receptiveRadius, multiple },
      signal,
    );
    const cubic = resamplePlanes(small, { width: w, height: h }, { width, height }, 'cubic');
    const [model, baseline] = [made, cubic].map((result) => likeness(planes, result, { width, height }, scale)) as [
      Likeness,
      Likeness,
    ];
    sums.psnrY += model.psnrY / images.length;
    sums.ssim += model.ssim / images.length;
    sums.baseline.psnrY += baseline.psnrY / images.length;
    sums.baseline.ssim += baseline.ssim / images.length;
    onProgress((index + 1) / images.length, images.length * MOST_SIDE * MOST_SIDE);
  }
  return { images: images.length, ...sums };
}

async function readCentre(
  file: string,
  scale: number,
  limits: DecodeLimits,
): Promise<{ planes: Float32Array; width: number; height: number }> {
  const { info } = await describePicture(file, limits);
  const crop = centreOf(info.width, info.height, scale);
  if (Math.min(crop.width, crop.height) < Math.max(LEAST_SIDE, 4 * scale)) {
    throw new UserError('bad-input', 'A picture is too small to be evaluated on.', {
      hint: `Use pictures of at least ${Math.max(LEAST_SIDE, 4 * scale)} pixels a side.`,
      source: file,
    });
  }
  const pipeline = openPicture(file, limits)
    .extract({ left: crop.x, top: crop.y, width: crop.width, height: crop.height })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw();
  const samples = await pipeline.toBuffer({ resolveWithObject: true }).catch((error: unknown) => {
    throw readError(error, file);
  });
  const { channels } = samples.info;
  const area = crop.width * crop.height;
  const planes = new Float32Array(3 * area);
  for (let i = 0; i < planes.length; i++) {
    const band = channels < 3 ? 0 : Math.floor(i / area);
    planes[i] = (samples.data[(i % area) * channels + band] ?? 0) / 255;
  }
  return { planes, width: crop.width, height: crop.height };
}

function centreOf(width: number, height: number, scale: number): Rect {
  const side = (length: number): number => Math.floor(Math.min(length, MOST_SIDE) / scale) * scale;
  const [w, h] = [side(width), side(height)];
  return { x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h };
}
