// Addresses of pictures: by content, so that the browser may keep them for ever.
import { type DatasetId, type ItemId, type RunId, type Sha256 } from '#contract/ids.ts';

/** Longest sides, in pixels, in which the service keeps pictures ready. */
export const THUMBNAIL_SIZES = [320, 1600] as const;
export type ThumbnailSize = (typeof THUMBNAIL_SIZES)[number];

const BASE = window.atelier ? 'studio://media' : '/media';

/** The file itself, or a WebP of at most `size` pixels on its longer side. */
export function mediaUrl(sha256: Sha256, size?: ThumbnailSize): string {
  return size ? `${BASE}/${sha256}/${size}` : `${BASE}/${sha256}`;
}

/** The smallest kept size that fills `cssPixels` on this screen. */
export function thumbnailSize(cssPixels: number, pixelRatio = window.devicePixelRatio): ThumbnailSize {
  const needed = cssPixels * pixelRatio;
  // A quarter of enlargement is not seen at thumbnail size and saves most of the larger files.
  return THUMBNAIL_SIZES.find((size) => size * 1.25 >= needed) ?? 1600;
}

/** The file under a name of its own, for the browser's download. */
export function downloadUrl(sha256: Sha256, name: string): string {
  return `${BASE}/${sha256}?download=${encodeURIComponent(name)}`;
}

/** JSON of `Pyramid`: size, tile size and levels of a picture's zoom pyramid, made at the first request. */
export function pyramidUrl(sha256: Sha256): string {
  return `${BASE}/${sha256}/pyramid`;
}

/** One tile of the zoom pyramid. */
export function pyramidTileUrl(sha256: Sha256, level: number, column: number, row: number, extension: string): string {
  return `${BASE}/${sha256}/pyramid/${level}/${column}_${row}.${extension}`;
}

/** A tile of a result that is still being made (`item.tile`). */
export function liveTileUrl(itemId: ItemId, index: number): string {
  return `${BASE}/live/${itemId}/${index}`;
}

/** A preview of a training run, or a photo that previews change. */
export function runFileUrl(run: RunId, file: string): string {
  return `${BASE}/run/${run}/${file}`;
}

/** A thumbnail of a picture to learn from, by the key of its entry. */
export function datasetPictureUrl(dataset: DatasetId, key: string): string {
  return `${BASE}/dataset/${dataset}/${key}`;
}
