// What was painted last for previews: another strength or other colours need no new painting.
import { type Samples } from '../imaging/raster.ts';
import { type Decoded } from './picture-work.ts';

export type Painting = {
  photo: Decoded;
  /** RGB of 16 bits. */
  painted: Samples;
  notices: string[];
};

/** A picture of 2048 × 1536 takes 28 MB. */
const MOST = 4;

export class Paintings {
  private readonly kept = new Map<string, Painting>();
  private readonly underWay = new Map<string, Promise<unknown>>();

  /**
   * Runs `work` with what was kept under `key`, and keeps what it returns. Of several callers with the same key one works at a
   * time, so that the others need not paint.
   */
  async use(key: string, work: (before: Painting | undefined) => Promise<Painting>): Promise<void> {
    for (let other = this.underWay.get(key); other; other = this.underWay.get(key)) await other;
    const before = this.kept.get(key);
    const painting = work(before);
    const end = painting.then(
      () => this.underWay.delete(key),
      () => this.underWay.delete(key),
    );
    this.underWay.set(key, end);
    const made = await painting;
    this.kept.delete(key);
    this.kept.set(key, made);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= MOST) break;
      this.kept.delete(oldest);
    }
  }
}
