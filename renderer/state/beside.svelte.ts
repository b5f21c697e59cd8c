// What lies beside the original on the canvas: a crop that was tried, the look that is chosen, or a result.
import { type LibraryImage } from '#contract/image.ts';
import { mediaUrl } from '../api/media.ts';
import { partOf } from '../canvas/crop.ts';
import { type Patch } from '../canvas/patches.ts';
import { type PictureFile } from '../canvas/tiled-picture.ts';
import { restyling } from './restyling.svelte.ts';
import { studio } from './studio.svelte.ts';

class Beside {
  private readonly crop: Patch | null = $derived.by(() => {
    const { tried, current } = studio;
    if (!tried?.trial.sha256 || tried.imageId !== current?.image.id) return null;
    return { url: mediaUrl(tried.trial.sha256), part: partOf(current.image.info, tried.rect) };
  });
  /** The result, where nothing is tried instead of it. */
  readonly result: LibraryImage | null = $derived(this.crop || restyling.previewing ? null : studio.result);
  /** While a new result is made, it is what is compared. */
  readonly after: PictureFile | Patch | null = $derived(
    studio.running ? null : (this.crop ?? restyling.seen ?? this.result),
  );
}

export const beside = new Beside();
