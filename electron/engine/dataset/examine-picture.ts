// What the doctor measures of one picture: decoded once, reduced, and forgotten again.
import { createHash } from 'node:crypto';
import sharp, { type CreateRaw } from 'sharp';
import { type DecodeLimits } from '#contract/engine.ts';
import { type Crop } from '#contract/dataset.ts';
import { readError } from '../imaging/decoder-errors.ts';
import { describePicture, openPicture } from '../imaging/describe.ts';
import { findFrame } from './frame.ts';
import { HASH_SIDE, type PerceptualHash, perceptualHash } from './perceptual-hash.ts';

export type Examined = {
  width: number;
  height: number;
  grey: boolean;
  alpha: boolean;
  /** Equal for pictures with equal pixels. */
  pixels: string;
  /** Nothing for a picture without any structure: its hash would be noise. */
  hash: PerceptualHash | undefined;
  /** Mean and standard deviation of luma in 0..1. */
  brightness: number;
  contrast: number;
  sharpness: number;
  /** What is left without a frame of one colour, if there is one. */
  inside: Crop | undefined;
};

/** Everything is measured on a copy of at most this side: memory stays the same for pictures of any size. */
const MOST_SIDE = 1024;
/** Least standard deviation of a picture that shows something. */
export const FLAT = 0.02;
/** Channels of grey pictures that were saved in colour differ by no more than rounding. */
const GREY_TOLERANCE = 3;

/** `side`: the short side at which sharpness counts. Throws `UserError` for what cannot be read to its end. */
export async function examinePicture(file: string, side: number, limits: DecodeLimits): Promise<Examined> {
  const { info } = await describePicture(file, limits);
  const { data, info: copy } = await openPicture(file, limits)
    .resize({ width: MOST_SIDE, height: MOST_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw readError(error, file);
    });
  const { width, height, channels } = copy;
  const raw = { width, height, channels };
  const luma = await reduced(data, raw, side);
  const small = await sharp(data, { raw }).greyscale().resize(HASH_SIDE, HASH_SIDE, { fit: 'fill' }).raw().toBuffer();
  const { mean, variance } = moments(luma.data);
  const contrast = Math.sqrt(variance) / 255;
  const frame = contrast < FLAT ? undefined : findFrame(data, width, height, channels);
  return {
    width: info.width,
    height: info.height,
    grey: channels < 3 || isGrey(data, channels),
    alpha: info.alpha,
    pixels: createHash('sha256').update(`${info.width}×${info.height}×${channels}`).update(data).digest('hex'),
    hash: contrast < FLAT ? undefined : perceptualHash(small),
    brightness: mean / 255,
    contrast,
    sharpness: variance === 0 ? 0 : laplacianVariance(luma) / variance,
    inside: frame && scaled(frame, info.width / width, info.height / height),
  };
}

type Luma = { data: Uint8Array; width: number; height: number };

async function reduced(data: Uint8Array, raw: CreateRaw, side: number): Promise<Luma> {
  const size = { width: side, height: side, fit: 'outside', withoutEnlargement: true } as const;
  const result = await sharp(data, { raw }).greyscale().resize(size).raw().toBuffer({ resolveWithObject: true });
  return { data: result.data, width: result.info.width, height: result.info.height };
}

function moments(values: Uint8Array): { mean: number; variance: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, variance: Math.max(0, squares / values.length - mean * mean) };
}

/** Var ∇²I, ∇²I = the four neighbours − 4 times the pixel (Pech-Pacheco 2000, “Diatom autofocusing in brightfield microscopy”). */
function laplacianVariance({ data, width, height }: Luma): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let k = y * width + 1; k < (y + 1) * width - 1; k++) {
      const around = (data[k - 1] ?? 0) + (data[k + 1] ?? 0) + (data[k - width] ?? 0) + (data[k + width] ?? 0);
      const value = around - 4 * (data[k] ?? 0);
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}

function isGrey(data: Uint8Array, channels: number): boolean {
  for (let k = 0; k + 2 < data.length; k += channels) {
    const [r, g, b] = [data[k] ?? 0, data[k + 1] ?? 0, data[k + 2] ?? 0];
    if (Math.max(r, g, b) - Math.min(r, g, b) > GREY_TOLERANCE) return false;
  }
  return true;
}

function scaled({ x, y, width, height }: Crop, across: number, down: number): Crop {
  const [left, top] = [Math.ceil(x * across), Math.ceil(y * down)];
  return {
    x: left,
    y: top,
    width: Math.floor((x + width) * across) - left,
    height: Math.floor((y + height) * down) - top,
  };
}
