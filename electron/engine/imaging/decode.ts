// Decodes a picture to a raster on disk: oriented, first page, in the file's own colours wherever a profile can describe them.
import { rmSync } from 'node:fs';
import { type Sharp } from 'sharp';
import { type DecodeLimits } from '#contract/engine.ts';
import { type Rect } from '#contract/rpc.ts';
import { readError, unlessCancelled } from './decoder-errors.ts';
import { type Described, openPicture } from './describe.ts';
import { colourSpace, keepMetadata } from './encode.ts';
import { type EncodePlan } from './formats.ts';
import { profileSpace } from './icc.ts';
import { Raster } from './raster.ts';

export type DecodeOptions = {
  limits: DecodeLimits;
  signal: AbortSignal;
  /** In displayed pixels. */
  crop?: Rect;
  /** Reduced to this on the way. */
  size?: { width: number; height: number } | undefined;
  /** Whether the output can be grey; if not, grey with a profile becomes sRGB, because a grey profile on RGB means nothing. */
  grey: boolean;
};

/** What becomes of the colours: kept with their profile, kept without it, or converted to sRGB. */
type Colours = { space: ReturnType<typeof colourSpace>; profile: 'keep' | 'drop' | 'convert'; notice?: string };

/**
 * Writes the picture's pixels and metadata to `scratch` (a `.v` file) and opens it. The caller closes and deletes it.
 * Throws `UserError`: `corrupt`, `bad-input`, `cancelled`, `disk-full`; nothing is left behind then.
 */
export async function decodePicture(
  file: string,
  described: Described,
  scratch: string,
  { limits, signal, crop, size, grey }: DecodeOptions,
): Promise<{ raster: Raster; notices: string[] }> {
  const { pipeline, notices } = decodePipeline(file, described, { limits, crop, size, grey, keep: 'all' });
  const remove = (): void => rmSync(scratch, { force: true });
  try {
    await unlessCancelled(pipeline.toFile(scratch), signal, remove);
    const raster = Raster.open(scratch);
    const { info, metadata } = described;
    if (info.format === 'tiff' && metadata.exif) raster.addExif(metadata.exif);
    return { raster, notices };
  } catch (error) {
    remove();
    throw readError(error, file);
  }
}

/** The same as a pipeline that can be continued. */
export function decodePipeline(
  file: string,
  described: Described,
  { limits, crop, size, grey, keep }: Omit<DecodeOptions, 'signal'> & Pick<EncodePlan, 'keep'>,
): { pipeline: Sharp; notices: string[] } {
  const colours = chooseColours(described, grey);
  let pipeline = openPicture(file, limits, colours.profile === 'drop');
  if (crop) pipeline = pipeline.extract({ left: crop.x, top: crop.y, width: crop.width, height: crop.height });
  if (size) pipeline = pipeline.resize({ ...size, fit: 'fill' });
  pipeline = keepMetadata(pipeline, keep, colours.profile !== 'drop');
  if (colours.profile === 'convert') pipeline = pipeline.withIccProfile('srgb');
  return { pipeline: pipeline.toColourspace(colours.space), notices: colours.notice ? [colours.notice] : [] };
}

function chooseColours({ info, metadata }: Described, greyAllowed: boolean): Colours {
  const rgb = colourSpace(false, info.depth);
  const model = metadata.icc && profileSpace(metadata.icc);
  if (['b-w', 'grey16'].includes(info.space) || metadata.channels <= 2) {
    if (model === 'GRAY' && !greyAllowed) return { space: rgb, profile: 'convert' };
    return { space: colourSpace(true, info.depth), profile: model === 'GRAY' ? 'keep' : 'drop' };
  }
  if (['srgb', 'rgb16', 'rgb', 'scrgb', 'multiband'].includes(info.space)) {
    return { space: rgb, profile: model === undefined || model === 'RGB ' ? 'keep' : 'drop' };
  }
  return { space: rgb, profile: 'convert', notice: `Colours were converted from ${info.space.toUpperCase()} to sRGB.` };
}
