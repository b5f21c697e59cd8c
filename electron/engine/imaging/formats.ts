// What each output format can hold, decided before any work starts.
import { freemem } from 'node:os';
import { basename } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { type PictureInfo } from '#contract/image.ts';
import { type Encoding, OutputFormat } from '#contract/upscale.ts';
import { type Described } from './describe.ts';
import { type Depth } from './raster.ts';

type Limits = {
  name: string;
  /** Longest side in pixels. */
  side: number;
  alpha: boolean;
  grey: boolean;
  /** Bits per channel it can hold. */
  bits: 8 | 12 | 16;
  /** Memory of the encoder per pixel, in bytes; 0 if it works in strips. */
  encoderBytes: number;
};

const FORMATS: Record<OutputFormat, Limits> = {
  png: { name: 'PNG', side: 1_000_000, alpha: true, grey: true, bits: 16, encoderBytes: 0 },
  jpeg: { name: 'JPEG', side: 65_500, alpha: false, grey: true, bits: 8, encoderBytes: 0 },
  webp: { name: 'WebP', side: 16_383, alpha: true, grey: false, bits: 8, encoderBytes: 8 },
  avif: { name: 'AVIF', side: 16_384, alpha: true, grey: false, bits: 12, encoderBytes: 36 },
  tiff: { name: 'TIFF', side: 1_000_000, alpha: true, grey: true, bits: 16, encoderBytes: 0 },
};

export type EncodePlan = {
  format: OutputFormat;
  quality: number;
  /** `all`, or without EXIF because the input has none (libvips would make one up), or the ICC profile alone. */
  keep: 'all' | 'no-exif' | 'profile';
  depth: Depth;
  grey: boolean;
  /** Resolution to state where libvips does not carry it over by itself (TIFF). */
  dpi: number | undefined;
  /** EXIF block to put into the file where libvips does not (TIFF). */
  exif: Buffer | undefined;
  /** The output cannot hold the input's transparency. */
  flatten: boolean;
  notices: string[];
};

/** The input's own format where it can be written, PNG otherwise. */
export function outputFormat(format: Encoding['format'], input: PictureInfo): OutputFormat {
  if (format !== 'same') return format;
  return OutputFormat.safeParse(input.format).data ?? 'png';
}

/** Throws `UserError('bad-input')` if the format cannot hold the size, `'out-of-memory'` if its encoder would not fit. */
export function planEncoding(
  encoding: Encoding,
  { info: input, metadata }: Pick<Described, 'info' | 'metadata'>,
  size: { width: number; height: number },
  output: string,
): EncodePlan {
  const format = outputFormat(encoding.format, input);
  const limits = FORMATS[format];
  const name = basename(output);
  if (Math.max(size.width, size.height) > limits.side) {
    throw new UserError(
      'bad-input',
      `${limits.name} holds at most ${limits.side} pixels a side; “${name}” would be ${size.width} × ${size.height}.`,
      { hint: 'Choose PNG or TIFF, or a smaller size.', source: output },
    );
  }
  if (size.width * size.height * limits.encoderBytes > freemem() * 0.8) {
    throw new UserError('out-of-memory', `There is not enough memory to encode “${name}” as ${limits.name}.`, {
      hint: 'Choose JPEG, PNG or TIFF, which are written in strips, or a smaller size.',
      source: output,
    });
  }
  const notices: string[] = [];
  if (input.depth > limits.bits) {
    notices.push(`${limits.name} holds ${limits.bits} bits per channel: 16 were reduced. PNG and TIFF keep them.`);
  }
  if (input.alpha && !limits.alpha) notices.push(`${limits.name} holds no transparency: it was laid on white.`);
  return {
    format,
    quality: encoding.quality,
    keep: !encoding.keepMetadata ? 'profile' : input.hasExif || metadata.iptc ? 'all' : 'no-exif',
    depth: limits.bits > 8 ? input.depth : 8,
    grey: limits.grey,
    dpi: encoding.keepMetadata ? input.dpi : undefined,
    exif: encoding.keepMetadata && format === 'tiff' ? metadata.exif : undefined,
    flatten: input.alpha && !limits.alpha,
    notices,
  };
}
