// The Restyle tool: the look being chosen, how it looks on the picture at hand, and the start.
import { type ImageId } from '#contract/ids.ts';
import { type Job } from '#contract/jobs.ts';
import { type TranslateEntry } from '#contract/models.ts';
import { Look } from '#contract/restyle.ts';
import { type Settings } from '#contract/settings.ts';
import { mediaUrl } from '../api/media.ts';
import { bitmaps } from '../canvas/bitmap-cache.ts';
import { type Patch } from '../canvas/patches.ts';
import { Draft } from './draft.svelte.ts';
import { jobs } from './jobs.svelte.ts';
import { isMadeIn, previewBrush, previewSides, surprise } from './look.ts';
import { models } from './models.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { type Preview, previews, type Sight } from './previews.svelte.ts';
import { studio } from './studio.svelte.ts';

const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

class Restyling extends Draft<'restyle'> {
  /** The user's own first. */
  readonly styles: TranslateEntry[] = $derived(models.translators.toSorted((a, b) => Number(b.own) - Number(a.own)));
  readonly style: TranslateEntry | null = $derived(
    this.styles.find(({ card }) => card.id === this.chosen.model) ?? null,
  );
  /** `null` until a style is chosen. */
  readonly look: Look | null = $derived(this.style ? Look.parse(this.chosen) : null);
  readonly canStart: boolean = $derived(studio.canWork && !this.folderMissing && this.look !== null);

  /** The look on the picture at hand, rough and then as fine as the screen shows it; empty when a result is shown instead. */
  readonly sights: Sight[] = $derived.by(() => {
    const { look } = this;
    const image = studio.current?.image;
    if (!look || !image || studio.operation !== 'restyle' || studio.chosen || studio.running) return [];
    if (studio.result && isMadeIn(studio.result, look)) return [];
    const { fitScale, scale, pixelRatio } = studio.viewport;
    const longest = Math.max(image.info.width, image.info.height);
    const sides = previewSides(longest, Math.max(fitScale, scale) * longest * pixelRatio);
    return sides.map((side) => ({
      imageId: image.id,
      look: { ...look, brush: previewBrush(look.brush, side, longest) },
      side,
    }));
  });
  readonly previewing: boolean = $derived(this.sights.length > 0);
  /** The finest preview there is by now. */
  readonly preview: Preview | undefined = $derived(
    this.sights.map((sight) => previews.get(sight)).findLast((one) => one !== undefined),
  );
  /** Whether a finer one is still to come. */
  readonly painting: boolean = $derived(this.sights.some((sight) => previews.get(sight) === undefined));
  private latest = $state.raw<{ imageId: ImageId; url: string } | null>(null);
  /** What is shown of it: the look before until the new one is here. */
  readonly seen: Patch | null = $derived(
    this.previewing && this.latest?.imageId === studio.currentId && this.latest
      ? { url: this.latest.url, part: WHOLE }
      : null,
  );

  constructor() {
    super('restyle');
  }

  /** Also shows the look on the picture in place of a result. */
  override choose(change: Partial<Settings['restyle']>): void {
    super.choose(change);
    if (!('save' in change)) studio.showResult(null);
  }

  /** Brings the finest preview into view once it is loaded. Call it in an effect; returns the function that gives it up. */
  follow(): (() => void) | undefined {
    const { preview } = this;
    const imageId = studio.currentId;
    if (!preview?.sha256 || !imageId) return undefined;
    const url = mediaUrl(preview.sha256);
    let current = true;
    void bitmaps.ready(url).then(() => {
      if (current) this.latest = { imageId, url };
    });
    return () => (current = false);
  }

  /** Another style by chance, at least as strong as one can see. */
  surprise(): void {
    const styles = this.styles.map(({ card }) => card.id);
    const found = surprise(styles, this.chosen.model, Math.random);
    if (found) this.choose(found);
  }

  /** Puts the pictures in scope in the queue. */
  async start(): Promise<Job | undefined> {
    const { look } = this;
    if (!look) return undefined;
    return notifications.guard(jobs.restyle({ ...look, save: this.save }, studio.sources()));
  }
}

export const restyling = new Restyling();
