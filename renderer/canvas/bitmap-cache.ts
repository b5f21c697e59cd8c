// Decoded pictures by address: loaded a few at a time, the longest unused dropped when there are too many pixels.

const AT_ONCE = 6;
/** Pixels kept decoded, at 4 bytes each: enough for two pictures on a 4K screen. */
const MOST_PIXELS = 96e6;
/** Milliseconds after which what could not be loaded is tried again. */
const RETRY = 3000;

type Entry = { bitmap: ImageBitmap | null; usedAt: number; failedAt: number | null };

export class BitmapCache {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private wanted: string[] = [];
  private loading = 0;
  private pixels = 0;
  /** Counts frames, so that what the latest one used is never dropped. */
  private frame = 0;

  /** Calls back when something that was asked for arrived; returns the function that stops it. */
  onArrival(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begins a frame: what is not asked for again until the next is no longer loaded. */
  begin(): void {
    this.frame += 1;
    this.wanted = [];
  }

  /** The picture if it is here. */
  peek(url: string): ImageBitmap | null {
    const entry = this.entries.get(url);
    if (!entry?.bitmap) return null;
    entry.usedAt = this.frame;
    return entry.bitmap;
  }

  /** The picture, or `null` and it is loaded, in the order asked for. */
  get(url: string): ImageBitmap | null {
    const entry = this.entries.get(url);
    if (entry) entry.usedAt = this.frame;
    if (entry?.bitmap) return entry.bitmap;
    const waits = entry !== undefined && (entry.failedAt === null || performance.now() - entry.failedAt < RETRY);
    if (!waits) this.wanted.push(url);
    return null;
  }

  /** Has a picture loaded before it is shown; resolves when it is here or could not be loaded. */
  async ready(url: string): Promise<void> {
    if (!this.entries.has(url)) await this.load(url);
  }

  /** Ends a frame: starts loading. */
  end(): void {
    while (this.loading < AT_ONCE) {
      const url = this.wanted.shift();
      if (url === undefined) return;
      void this.load(url);
    }
  }

  clear(): void {
    for (const { bitmap } of this.entries.values()) bitmap?.close();
    this.entries.clear();
    this.wanted = [];
    this.pixels = 0;
  }

  private async load(url: string): Promise<void> {
    const entry: Entry = { bitmap: null, usedAt: this.frame, failedAt: null };
    this.entries.set(url, entry);
    this.loading += 1;
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
      const bitmap = await createImageBitmap(await answer.blob());
      if (this.entries.get(url) !== entry) bitmap.close();
      else {
        entry.bitmap = bitmap;
        this.pixels += bitmap.width * bitmap.height;
        this.trim();
      }
    } catch {
      // The coarser picture stays in view; the service says what is wrong where there is something to say.
      entry.failedAt = performance.now();
      setTimeout(() => this.tell(), RETRY);
    }
    this.loading -= 1;
    this.tell();
    this.end();
  }

  private trim(): void {
    if (this.pixels <= MOST_PIXELS) return;
    const oldest = [...this.entries].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [url, { bitmap, usedAt }] of oldest) {
      if (this.pixels <= MOST_PIXELS || usedAt >= this.frame - 1) return;
      if (!bitmap) continue;
      this.pixels -= bitmap.width * bitmap.height;
      bitmap.close();
      this.entries.delete(url);
    }
  }

  /** Has everything that shows pictures drawn again. */
  tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const bitmaps = new BitmapCache();
