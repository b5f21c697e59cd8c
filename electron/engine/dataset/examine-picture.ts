// What the doctor measures of one picture: decoded once, reduced, and forgotten again.
import { createHash } from 'node:crypto';
import sharp, { type CreateRaw, type Sharp } from 'sharp';
import { type DecodeLimits } from '#contract/engine.ts';
import { type Crop, type DatasetPicture } from '#contract/dataset.ts';
import { readError } from '../imaging/decoder-errors.ts';
import { openPart } from '../imaging/open-part.ts';
import { findFrame } from './frame.ts';
import { HASH_SIDE, type PerceptualHash, perceptualHash } from './perceptual-hash.ts';

export type Examined = {
  width: number;
  height: number;
  grey: boolean;
  /** Something behind it would be seen. */
  transparent: boolean;
  /** Equal for pictures with equal pixels. */
  pixels: string;
  /** Nothing for a picture without any structure: its hash would be noise. */
  hash: PerceptualHash | undefined;
  /** Mean and standard deviation of luma in 0..1. */
  brightness: number;
  contrast: number;
  sharpness: number;
  /** What is left without a frame of one colour, if there is one: of the file, not of what is used of it. */
  inside: Crop | undefined;
};

/** Everything is measured on a copy of at most this side: memory stays the same for pictures of any size. */
const MOST_SIDE = 1024;
/** Least standard deviation of a picture that shows something. */
export const FLAT = 0.02;
/** Channels of grey pictures that were saved in colour differ by no more than rounding. */
const GREY_TOLERANCE = 3;

/**
 * What is used of a picture. `side`: the short side at which sharpness counts. Throws `UserError` for what cannot be read to
 * its end.
 */
export async function examinePicture(
  { file, crop }: Pick<DatasetPicture, 'file' | 'crop'>,
  side: number,
  limits: DecodeLimits,
): Promise<Examined> {
  const part = await openPart(file, limits, crop);
  const small = part.pipeline.resize({ width: MOST_SIDE, height: MOST_SIDE, fit: 'inside', withoutEnlargement: true });
  const flat = small.clone().flatten({ background: '#ffffff' }).toColourspace('srgb').raw();
  const { data, info: copy } = await flat.toBuffer({ resolveWithObject: true }).catch((error: unknown) => {
    throw readError(error, file);
  });
  const { width, height, channels } = copy;
  const raw = { width, height, channels };
  const luma = await reduced(data, raw, side);
  const tiny = await sharp(data, { raw }).greyscale().resize(HASH_SIDE, HASH_SIDE, { fit: 'fill' }).raw().toBuffer();
  const { mean, variance } = moments(luma.data);
  const contrast = Math.sqrt(variance) / 255;
  const frame = contrast < FLAT ? undefined : findFrame(data, width, height, channels);
  return {
    width: part.width,
    height: part.height,
    grey: channels < 3 || isGrey(data, channels),
    transparent: part.alpha && (await shows(small)),
    pixels: createHash('sha256').update(`${part.width}×${part.height}×${channels}`).update(data).digest('hex'),
    hash: contrast < FLAT ? undefined : perceptualHash(tiny),
    brightness: mean / 255,
    contrast,
    sharpness: variance === 0 ? 0 : laplacianVariance(luma) / variance,
    inside: frame && scaled(frame, crop, part.width / width, part.height / height),
  };
}

/** Less is hardly seen: how some programs save pictures that have no transparent parts. */
const OPAQUE = 250;

/** Whether a picture with an alpha channel lets anything show through. */
async function shows(picture: Sharp): Promise<boolean> {
  const alpha = await picture.clone().extractChannel('alpha').raw({ depth: 'uchar' }).toBuffer();
  return alpha.some((value) => value < OPAQUE);
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

/** From the reduced copy of a crop to the file's own pixels. */
function scaled({ x, y, width, height }: Crop, crop: Crop | undefined, across: number, down: number): Crop {
  const [left, top] = [Math.ceil(x * across), Math.ceil(y * down)];
  return {
    x: left + Math.max(0, crop?.x ?? 0),
    y: top + Math.max(0, crop?.y ?? 0),
    width: Math.floor((x + width) * across) - left,
    height: Math.floor((y + height) * down) - top,
  };
}
