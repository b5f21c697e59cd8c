// A picture as training keeps it: upright, sRGB, 8 bits, without transparency, and no larger than what is cut from it.
import { type Crop } from '#contract/dataset.ts';
import { DecodeLimits } from '#contract/engine.ts';
import { readError } from '../../imaging/decoder-errors.ts';
import { openPart } from '../../imaging/open-part.ts';

/** RGB, row by row. */
export type WorkingPicture = { readonly width: number; readonly height: number; readonly data: Uint8Array };

export type WorkingSize = {
  /** Pixels of the shorter side of a picture from which a square of `least` or more is cut; a smaller picture stays as it is. */
  readonly most: number;
  /** Smaller pictures are enlarged to this. */
  readonly least: number;
  /** A file is two pictures side by side; the sizes are those of a half. */
  readonly halves: boolean;
};

const LIMITS = DecodeLimits.parse({});
/** What shows through a transparent picture. */
const PAPER = '#ffffff';

/** Of the part of the file that is used. Throws `UserError` naming it: `not-found`, `bad-input`, `unsupported` or `corrupt`. */
export async function readWorkingPicture(file: string, size: WorkingSize, crop?: Crop): Promise<WorkingPicture> {
  const part = await openPart(file, LIMITS, crop);
  const columns = size.halves ? part.width / 2 : part.width;
  const short = Math.min(columns, part.height);
  const scale = Math.max(size.least, Math.min(size.most, short)) / short;
  // Half a picture keeps at least `least` columns, so the width of a pair is even.
  const width = Math.max(size.least, Math.round(columns * scale)) * (size.halves ? 2 : 1);
  const height = Math.max(size.least, Math.round(part.height * scale));
  try {
    const { data, info: made } = await part.pipeline
      .flatten({ background: PAPER })
      .resize({ width, height, fit: 'fill' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (made.channels !== 3) throw new Error(`${made.channels} channels`);
    return { width, height, data };
  } catch (error) {
    throw readError(error, file);
  }
}
