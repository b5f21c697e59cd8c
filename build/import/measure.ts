// Measures an upscaler on photos for its card: quality, speed, and how far a pixel's influence really reaches.
import { readdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { DecodeLimits } from '../../electron/contract/engine.ts';
import { type ModelCard } from '../../electron/contract/models.ts';
import { type ModelSession } from '../../electron/engine/compiler/session.ts';
import { evaluateUpscaler } from '../../electron/engine/metrics/evaluate.ts';

export type Measured = { radius: number; card: Omit<NonNullable<ModelCard['measured']>, 'agreement'> | undefined };

/** So many photos are measured, spread evenly over the folder by name. */
const PHOTOS = 12;
const SPEED_SIDE = 256;
/** A tile cut with this much less context must not differ by more than half a step of 8 bits. */
const NOTICEABLE = 1 / 512;
const RADIUS_CORE = 16;
const RADIUS_PHOTOS = 4;
const MOST_RADIUS = 96;

export async function measure(
  session: ModelSession,
  scale: number,
  theoretical: number,
  folder: string,
): Promise<Measured> {
  const photos = await pick(folder);
  const radius = await effectiveRadius(session, scale, theoretical, photos.slice(0, RADIUS_PHOTOS));
  const scores = await evaluateUpscaler(
    { task: 'evaluate', images: photos, model: '', scale, receptiveRadius: radius, multiple: 1 },
    { limits: DecodeLimits.parse({}), signal: new AbortController().signal, net: session, onProgress: () => {} },
  );
  const device = `${cpus()[0]?.model ?? 'CPU'}, ${cpus().length} threads`;
  return {
    radius,
    card: {
      psnrY: round(scores.psnrY, 2),
      ssim: round(scores.ssim, 4),
      bicubic: { psnrY: round(scores.baseline.psnrY, 2), ssim: round(scores.baseline.ssim, 4) },
      images: scores.images,
      megapixelsPerSecond: round(await speed(session), 4),
      device,
    },
  };
}

async function pick(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp|tiff?)$/i.test(name)).sort();
  if (names.length === 0) throw new Error(`there are no photos in ${folder}`);
  const count = Math.min(PHOTOS, names.length);
  return Array.from({ length: count }, (_, k) => join(folder, names[Math.floor((k * names.length) / count)] ?? ''));
}

/** Input megapixels per second, best of five after a first run. */
async function speed(session: ModelSession): Promise<number> {
  const input = new Float32Array(3 * SPEED_SIDE ** 2).map((_, k) => 0.5 + 0.4 * Math.sin(k / 7));
  let best = Infinity;
  for (let k = 0; k < 6; k++) {
    const start = performance.now();
    await session.run(input, SPEED_SIDE, SPEED_SIDE);
    if (k > 0) best = Math.min(best, performance.now() - start);
  }
  return SPEED_SIDE ** 2 / best / 1000;
}

/**
 * The least context around a tile that leaves it within half a step of 8 bits of what it is with all the context there can be,
 * on photos; a quarter is added for photos not tried. Never more than the theoretical radius.
 */
async function effectiveRadius(
  session: ModelSession,
  scale: number,
  theoretical: number,
  photos: string[],
): Promise<number> {
  let needed = 0;
  for (const photo of photos) {
    const most = Math.min(theoretical, MOST_RADIUS);
    const side = RADIUS_CORE + 2 * most;
    const whole = await centre(photo, side);
    const expected = core(await session.run(whole, side, side), most, scale);
    const isEnough = async (radius: number): Promise<boolean> => {
      const inner = RADIUS_CORE + 2 * radius;
      const result = core(await session.run(crop(whole, side, most - radius, inner), inner, inner), radius, scale);
      return result.every((value, k) => Math.abs(value - (expected[k] ?? 0)) <= NOTICEABLE);
    };
    // Bisection: more context never makes it worse by more than rounding.
    let [tooLittle, enough] = [needed, most];
    while (enough - tooLittle > 1) {
      const radius = Math.floor((tooLittle + enough) / 2);
      if (await isEnough(radius)) enough = radius;
      else tooLittle = radius;
    }
    needed = Math.max(needed, enough);
  }
  return Math.min(theoretical, Math.ceil(needed * 1.25));
}

/** The middle of a photo as planar RGB [3,side,side], 0..1. */
async function centre(photo: string, side: number): Promise<Float32Array> {
  const data = await sharp(photo)
    .resize(side, side, { fit: 'cover', kernel: 'lanczos3' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  const area = side * side;
  return Float32Array.from({ length: 3 * area }, (_, k) => (data[(k % area) * 3 + Math.floor(k / area)] ?? 0) / 255);
}

/** `inner`² pixels of a planar square picture, `offset` from its corner. */
function crop(data: Float32Array, side: number, offset: number, inner: number): Float32Array {
  const out = new Float32Array(3 * inner * inner);
  for (let row = 0; row < 3 * inner; row++) {
    const [c, y] = [Math.floor(row / inner), row % inner];
    const from = (c * side + y + offset) * side + offset;
    out.set(data.subarray(from, from + inner), row * inner);
  }
  return out;
}

function core(picture: { data: Float32Array; width: number }, context: number, scale: number): Float32Array {
  return crop(picture.data, picture.width, context * scale, RADIUS_CORE * scale);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
