// Reads what is known of a picture without decoding its pixels.
import sharp, { type Metadata, type Sharp } from 'sharp';
import { type DecodeLimits } from '#contract/engine.ts';
import { PictureInfo } from '#contract/image.ts';
import { readError, tooLarge } from './decoder-errors.ts';
import { profileName } from './icc.ts';
import { assertPicture } from './sniff.ts';
import { readTiffExif } from './tiff-exif.ts';

// libvips would keep decoded pixels and open files for pictures that are never asked for again.
sharp.cache(false);

export type Described = { info: PictureInfo; metadata: Metadata; notices: string[] };

/** How sharp opens a picture everywhere: first page, oriented, never beyond the limits. */
export function openPicture(file: string, limits: DecodeLimits, ignoreIcc = false): Sharp {
  const safe = { limitInputPixels: limits.pixels, failOn: 'error', page: 0, pages: 1 } as const;
  return sharp(file, { ...safe, autoOrient: true, ignoreIcc }).timeout({ seconds: Math.ceil(limits.seconds) });
}

/** Throws `UserError` naming the file: `not-found`, `bad-input`, `unsupported` or `corrupt`. */
export async function describePicture(file: string, limits: DecodeLimits): Promise<Described> {
  await assertPicture(file);
  const metadata = await readMetadata(file);
  const { width, height } = metadata.autoOrient;
  if (width * height > limits.pixels) throw tooLarge(file, { width, height, limit: limits.pixels });
  const info = PictureInfo.parse({
    width,
    height,
    format: metadata.format === 'heif' ? 'avif' : metadata.format,
    depth: /char/.test(metadata.depth) ? 8 : 16,
    space: metadata.space,
    alpha: metadata.hasAlpha,
    pages: metadata.pages ?? 1,
    orientation: metadata.orientation ?? 1,
    dpi: metadata.density,
    icc: metadata.icc && (profileName(metadata.icc) ?? 'unnamed'),
    hasExif: metadata.exif !== undefined,
    hasXmp: metadata.xmp !== undefined,
  });
  return { info, metadata, notices: pageNotices(info) };
}

async function readMetadata(file: string): Promise<Metadata> {
  try {
    // The limit on pixels is checked by the caller, who can say how large the picture is.
    const metadata = await sharp(file, { limitInputPixels: false }).metadata();
    const exif = metadata.format === 'tiff' ? readTiffExif(file) : metadata.exif;
    return exif ? { ...metadata, exif } : metadata;
  } catch (error) {
    throw readError(error, file);
  }
}

function pageNotices({ pages, format }: PictureInfo): string[] {
  if (pages === 1) return [];
  return [format === 'tiff' ? 'Several pages: only the first was used.' : 'Animated: only the first frame was used.'];
}
