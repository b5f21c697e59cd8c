// The picture that the cards show before and after, or a crop of it: the one in the Studio, else the sample picture.
import { type LibraryImage } from '#contract/image.ts';
import { type ModelId } from '#contract/ids.ts';
import { Look } from '#contract/restyle.ts';
import { type Rect } from '#contract/rpc.ts';
import { rpc } from '../../api/rpc.svelte.ts';
import { app } from '../../state/app.svelte.ts';
import { jobs } from '../../state/jobs.svelte.ts';
import { models } from '../../state/models.svelte.ts';
import { notifications } from '../../state/notifications.svelte.ts';
import { previews, type Sight } from '../../state/previews.svelte.ts';
import { studio } from '../../state/studio.svelte.ts';
import { trials } from '../../state/trials.svelte.ts';
import { upscaling } from '../../state/upscaling.svelte.ts';
import { cropImage, interestingRect } from './crop-image.ts';

/** Source pixels: small enough for the slowest model, large enough to see texture. */
const CROP = { width: 112, height: 64 };

/** Pixels of the longer side of restyled samples. */
const RESTYLED_SIDE = 480;

class Sample {
  image = $state.raw<LibraryImage | null>(null);
  rect = $state.raw<Rect | null>(null);
  /** Address of the crop as it is. */
  before = $state<string | null>(null);
  /** Samples were asked for although the queue works. */
  private forced = $state(false);
  readonly held: boolean = $derived(jobs.running !== undefined && !this.forced);
  private choosing = 0;

  /** Chooses picture and crop; call it when the Studio's picture changes. */
  async choose(): Promise<void> {
    const turn = ++this.choosing;
    const image = studio.current?.image ?? (await this.shipped());
    if (turn !== this.choosing || !image || image.id === this.image?.id) return;
    const rect = await interestingRect(image, CROP);
    const before = await cropImage(image, rect);
    if (turn !== this.choosing) return;
    this.image = image;
    this.rect = rect;
    this.before = before;
  }

  /** Renders what is missing, one model after the other, the one in use first. */
  render(): Promise<unknown> {
    const { image, rect } = this;
    if (!image || !rect) return Promise.resolve();
    const ids = models.list.map(({ card }) => card.id);
    const inUse = ids.filter((id) => id === upscaling.chosen.model);
    previews.want(models.translators.map(({ card }) => this.sightOf(image, card.id)));
    return notifications.guard(trials.run(image.id, rect, [...new Set([...inUse, ...ids])]));
  }

  /** The picture as it is restyled for a card. */
  sightOf(image: LibraryImage, model: ModelId): Sight {
    return { imageId: image.id, look: Look.parse({ model }), side: RESTYLED_SIDE };
  }

  force(): void {
    this.forced = true;
  }

  private async shipped(): Promise<LibraryImage | null> {
    const id = app.info?.sampleId;
    if (!id) return null;
    const { image } = await rpc.call('images.get', { id });
    return image;
  }
}

export const sample = new Sample();
