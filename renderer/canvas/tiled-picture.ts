// A picture of any size: its thumbnail at once, then the tiles of its zoom pyramid that are in view.
import { Pyramid } from '#contract/engine.ts';
import { type Sha256 } from '#contract/ids.ts';
import { type LibraryImage } from '#contract/image.ts';
import { mediaUrl, pyramidTileUrl, pyramidUrl } from '../api/media.ts';
import { bitmaps } from './bitmap-cache.ts';
import { intersection, isEmpty, type Rect, share, within } from './geometry.ts';
import { drawPart, type Frame, type Painter } from './painter.ts';
import { levelFor, parentOf, pixelsOf, type Tile, tileRegion, tilesIn } from './tile-selection.ts';

const THUMBNAIL = 1600;
const WHOLE: Rect = { x: 0, y: 0, width: 1, height: 1 };
/** Milliseconds between attempts to read a pyramid. */
const RETRY = 3000;

export type PictureFile = Pick<LibraryImage, 'sha256' | 'info'>;

export class TiledPicture implements Painter {
  readonly alpha: boolean;
  private readonly file: PictureFile;
  private pyramid: Pyramid | null = null;
  private asked = false;

  constructor(file: PictureFile) {
    this.file = file;
    this.alpha = file.info.alpha;
  }

  paint(frame: Frame): void {
    const { area, clip, pixelRatio } = frame;
    const seen = intersection(area, clip);
    if (isEmpty(seen)) return;
    const scale = (area.width * pixelRatio) / this.file.info.width;
    const longest = Math.max(area.width, area.height) * pixelRatio;
    // At fitting size the thumbnail has all the pixels the screen can show.
    const needsTiles = longest > THUMBNAIL || scale > 0.999;
    if (needsTiles) this.readPyramid();
    if (!needsTiles || !this.pyramid) this.paintThumbnail(frame, WHOLE);
    else this.paintTiles(frame, this.pyramid, levelFor(this.pyramid, scale), share(area, seen));
  }

  /** Has the pyramid made before it is needed. */
  readPyramid(): void {
    if (this.asked) return;
    this.asked = true;
    void fetch(pyramidUrl(this.file.sha256))
      .then(async (answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        this.pyramid = Pyramid.parse(await answer.json());
        bitmaps.tell();
      })
      .catch(() =>
        setTimeout(() => {
          this.asked = false;
          bitmaps.tell();
        }, RETRY),
      );
  }

  /** Each place is painted once, with the finest that is here, so that transparent pictures look right too. */
  private paintTiles(frame: Frame, pyramid: Pyramid, level: number, region: Rect): void {
    for (const tile of tilesIn(pyramid, level, region)) {
      const part = tileRegion(pyramid, tile);
      let from: Tile | null = tile;
      let bitmap = bitmaps.get(this.urlOf(pyramid, tile));
      while (!bitmap && from) {
        from = parentOf(from);
        bitmap = from && bitmaps.peek(this.urlOf(pyramid, from));
      }
      if (bitmap && from) drawPart(frame, bitmap, pixelsOf(pyramid, from, part), within(frame.area, part));
      else this.paintThumbnail(frame, part);
    }
  }

  private paintThumbnail(frame: Frame, part: Rect): void {
    const small = bitmaps.peek(mediaUrl(this.file.sha256, 320));
    const bitmap = bitmaps.get(mediaUrl(this.file.sha256, THUMBNAIL)) ?? small;
    if (!bitmap) return;
    const pixels = within({ x: 0, y: 0, width: bitmap.width, height: bitmap.height }, part);
    drawPart({ ...frame, smooth: true }, bitmap, pixels, within(frame.area, part));
  }

  private urlOf(pyramid: Pyramid, { level, column, row }: Tile): string {
    return pyramidTileUrl(this.file.sha256, level, column, row, pyramid.extension);
  }
}

const pictures = new Map<Sha256, TiledPicture>();
const MOST_PICTURES = 64;

/** The one painter of a file, so that going back and forth asks for nothing twice. */
export function tiledPicture(file: PictureFile): TiledPicture {
  const known = pictures.get(file.sha256);
  if (known) return known;
  const picture = new TiledPicture(file);
  pictures.set(file.sha256, picture);
  const [oldest] = pictures.keys();
  if (pictures.size > MOST_PICTURES && oldest) pictures.delete(oldest);
  return picture;
}
