// Shows a picture only once it is decoded, and loads those that may be asked for next, so that scrubbing never flickers.
import { PictureCache } from './picture-cache.ts';

export type Ready = { url: string; width: number; height: number };

export class ReadyPicture {
  /** The newest wanted picture that is decoded; the one before stays until then. */
  shown = $state.raw<Ready | null>(null);
  private wanted: string | null = null;
  private readonly cache = new PictureCache();

  /** `next`: what may be wanted soon. */
  async want(url: string | null, next: readonly string[]): Promise<void> {
    this.wanted = url;
    if (url === null) {
      this.shown = null;
      return;
    }
    const image = this.cache.get(url);
    // One that cannot be decoded has no size and is shown as broken.
    await image.decode().catch(() => undefined);
    if (this.wanted !== url) return;
    this.shown = { url, width: image.naturalWidth, height: image.naturalHeight };
    for (const one of next) this.cache.get(one);
  }
}
