// Opens a picture of which perhaps only a part is meant.
import { type Sharp } from 'sharp';
import { type Crop } from '#contract/dataset.ts';
import { type DecodeLimits } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { describePicture, openPicture } from './describe.ts';

export type Part = {
  readonly width: number;
  readonly height: number;
  readonly alpha: boolean;
  readonly pipeline: Sharp;
};

/**
 * The part of the picture, as it is shown, that lies in `crop`. Throws `UserError` naming the file: `not-found`,
 * `unsupported`, `corrupt`, and `bad-input` for a crop outside of it.
 */
export async function openPart(file: string, limits: DecodeLimits, crop?: Crop): Promise<Part> {
  const { info } = await describePicture(file, limits);
  const { alpha } = info;
  if (!crop) return { width: info.width, height: info.height, alpha, pipeline: openPicture(file, limits) };
  const [left, top] = [Math.max(0, crop.x), Math.max(0, crop.y)];
  const width = Math.min(info.width, crop.x + crop.width) - left;
  const height = Math.min(info.height, crop.y + crop.height) - top;
  if (width <= 0 || height <= 0) {
    throw new UserError('bad-input', 'What was to be kept of this picture lies outside of it.', {
      hint: 'The file has become smaller since it was cropped. Use all of it again, or leave it out.',
      source: file,
    });
  }
  return { width, height, alpha, pipeline: openPicture(file, limits).extract({ left, top, width, height }) };
}
