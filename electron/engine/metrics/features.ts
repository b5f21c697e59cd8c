// Pictures as vectors of features, for metrics that compare sets of pictures.
import sharp, { type Sharp } from 'sharp';
import type * as tf from '@tensorflow/tfjs';
import { type DecodeLimits } from '#contract/engine.ts';
import { FunctionSession } from '../compiler/function-session.ts';
import { type SessionOptions } from '../compiler/runtime.ts';
import { MOBILENET, MOBILENET_FEATURES, MOBILENET_SIZE, mobilenet } from '../features/mobilenet.ts';
import { readError, throwIfCancelled } from '../imaging/decoder-errors.ts';
import { openPicture } from '../imaging/describe.ts';

/** `count` rows of `width` numbers. */
export type Features = { readonly data: Float32Array; readonly count: number; readonly width: number };

/** Files, or `count` pictures of 8 bits in memory, [count,height,width,3]. */
export type Pictures =
  | { readonly files: readonly string[] }
  | { readonly data: Uint8Array; readonly count: number; readonly height: number; readonly width: number };

export type FeatureOptions = {
  limits: DecodeLimits;
  signal: AbortSignal;
  onProgress: (done: number) => void;
  /** Pictures are reduced to squares of this side first, so that sets differ in what they show and not in their resolution. */
  side?: number;
};

const BATCH = 8;

const PICTURE = MOBILENET_SIZE * MOBILENET_SIZE * 3;
type Take = <T>(work: () => Promise<T>) => Promise<T>;

/** MobileNetV2's pooled features. Metrics on them are comparable among themselves, and with no published number. */
export class FeatureExtractor {
  readonly name = MOBILENET;
  private readonly session: FunctionSession;
  private readonly take: Take;

  private constructor(session: FunctionSession, take: Take) {
    this.session = session;
    this.take = take;
  }

  /** `take`: waits for a turn on the device before each batch. */
  static async open(options: SessionOptions, take: Take = (work) => work()): Promise<FeatureExtractor> {
    const net = mobilenet();
    const fn = (x: tf.Tensor): tf.Tensor => net(x as tf.Tensor4D).pooled;
    const session = await FunctionSession.open(fn, ['n', MOBILENET_SIZE, MOBILENET_SIZE, 3], options);
    return new FeatureExtractor(session, take);
  }

  /** Throws `UserError` naming the first file that cannot be read, and `cancelled`. */
  async of(pictures: Pictures, { limits, signal, onProgress, side }: FeatureOptions): Promise<Features> {
    const count = countOf(pictures);
    const data = new Float32Array(count * MOBILENET_FEATURES);
    for (let first = 0; first < count; first += BATCH) {
      throwIfCancelled(signal);
      const indices = Array.from({ length: Math.min(BATCH, count - first) }, (_, k) => first + k);
      const inputs = await Promise.all(indices.map((index) => prepared(pictures, index, side, limits)));
      const batch = new Float32Array(inputs.length * PICTURE);
      inputs.forEach((input, k) => batch.set(input, k * PICTURE));
      const shape = [inputs.length, MOBILENET_SIZE, MOBILENET_SIZE, 3];
      const result = await this.take(() => this.session.run(batch, shape));
      data.set(result.data, first * MOBILENET_FEATURES);
      onProgress(first + inputs.length);
    }
    return { data, count, width: MOBILENET_FEATURES };
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

export function countOf(pictures: Pictures): number {
  return 'files' in pictures ? pictures.files.length : pictures.count;
}

/** One picture as the net takes it: [224,224,3] in 0..1. Antialiased when reduced (Parmar 2022, arXiv:2104.11222). */
async function prepared(
  pictures: Pictures,
  index: number,
  side: number | undefined,
  limits: DecodeLimits,
): Promise<Float32Array> {
  let pipeline = opened(pictures, index, limits);
  if (side !== undefined) pipeline = fromSamples(await samples(square(pipeline, side)), side, side);
  const bytes = await samples(square(pipeline, MOBILENET_SIZE)).catch((error: unknown) => {
    throw 'files' in pictures ? readError(error, pictures.files[index] ?? '') : error;
  });
  return Float32Array.from(bytes, (byte) => byte / 255);
}

function opened(pictures: Pictures, index: number, limits: DecodeLimits): Sharp {
  if ('files' in pictures) return openPicture(pictures.files[index] ?? '', limits);
  const { data, height, width } = pictures;
  const length = height * width * 3;
  return fromSamples(data.subarray(index * length, (index + 1) * length), height, width);
}

function fromSamples(data: Uint8Array, height: number, width: number): Sharp {
  return sharp(data, { raw: { height, width, channels: 3 } });
}

/** The middle of a picture, on white where it is transparent. */
function square(pipeline: Sharp, side: number): Sharp {
  return pipeline.resize(side, side, { fit: 'cover', kernel: 'cubic' }).flatten({ background: '#ffffff' });
}

async function samples(pipeline: Sharp): Promise<Uint8Array> {
  const { data, info } = await pipeline.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  if (info.channels === 3) return data;
  return Uint8Array.from(
    { length: info.width * info.height * 3 },
    (_, k) => data[Math.floor(k / 3) * info.channels] ?? 0,
  );
}
