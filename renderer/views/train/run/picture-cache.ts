// Pictures that were decoded lately, so that they are there at once when they are asked for again.

/** A preview of four photos is about 2 MB decoded. */
const KEPT = 96;

export class PictureCache {
  private readonly kept = new Map<string, HTMLImageElement>();

  /** Begins to load it if it is not here; `decode()` of the answer resolves when it can be shown. */
  get(url: string): HTMLImageElement {
    const found = this.kept.get(url) ?? Object.assign(new Image(), { src: url });
    // Back at the end: the one not asked for longest is the first to go.
    this.kept.delete(url);
    this.kept.set(url, found);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return found;
  }
}
