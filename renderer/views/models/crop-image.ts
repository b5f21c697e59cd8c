// A part of a picture at its full size, as an address an <img> can show, put together from the tiles of its zoom pyramid.
import { Pyramid } from '#contract/engine.ts';
import { type LibraryImage } from '#contract/image.ts';
import { type Rect } from '#contract/rpc.ts';
import { mediaUrl, pyramidTileUrl, pyramidUrl } from '../../api/media.ts';
import { interestingCorner } from './interesting-crop.ts';

const kept = new Map<string, Promise<string>>();
/** Crops in memory; the oldest goes first. */
const MOST = 40;

/** Rejects if the picture cannot be read. */
export function cropImage({ sha256 }: LibraryImage, rect: Rect): Promise<string> {
  const key = [sha256, rect.x, rect.y, rect.width, rect.height].join(' ');
  const found = kept.get(key) ?? draw(sha256, rect);
  kept.set(key, found);
  found.catch(() => kept.delete(key));
  for (const [old, url] of [...kept].slice(0, Math.max(0, kept.size - MOST))) {
    kept.delete(old);
    void url.then(
      (address) => URL.revokeObjectURL(address),
      () => undefined,
    );
  }
  return found;
}

async function draw(sha256: LibraryImage['sha256'], rect: Rect): Promise<string> {
  const answer = await fetch(pyramidUrl(sha256));
  if (!answer.ok) throw new Error(`no pyramid: ${answer.status}`);
  const { tileSize, levels, extension } = Pyramid.parse(await answer.json());
  const canvas = new OffscreenCanvas(rect.width, rect.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d canvas');
  const draws: Promise<void>[] = [];
  for (let row = Math.floor(rect.y / tileSize); row * tileSize < rect.y + rect.height; row++) {
    for (let column = Math.floor(rect.x / tileSize); column * tileSize < rect.x + rect.width; column++) {
      const url = pyramidTileUrl(sha256, levels - 1, column, row, extension);
      draws.push(
        bitmap(url).then((tile) => {
          context.drawImage(tile, column * tileSize - rect.x, row * tileSize - rect.y);
          tile.close();
        }),
      );
    }
  }
  await Promise.all(draws);
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }));
}

async function bitmap(url: string): Promise<ImageBitmap> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`no picture: ${answer.status}`);
  return createImageBitmap(await answer.blob());
}

/** A crop of at most this size (source pixels) where the picture has most texture. */
export async function interestingRect(
  { sha256, info }: LibraryImage,
  size: { width: number; height: number },
): Promise<Rect> {
  const width = Math.min(size.width, info.width);
  const height = Math.min(size.height, info.height);
  const small = await bitmap(mediaUrl(sha256, 320));
  const canvas = new OffscreenCanvas(small.width, small.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2d canvas');
  context.drawImage(small, 0, 0);
  small.close();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const corner = interestingCorner(pixels, { width: width / info.width, height: height / info.height });
  return {
    x: Math.min(info.width - width, Math.round(corner.x * info.width)),
    y: Math.min(info.height - height, Math.round(corner.y * info.height)),
    width,
    height,
  };
}
