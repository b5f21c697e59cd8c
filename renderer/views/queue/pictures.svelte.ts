// Pictures that rows of the queue show, read when a row first comes into view.
import { type ImageId } from '#contract/ids.ts';
import { type LibraryImage } from '#contract/image.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../../api/rpc.svelte.ts';

class Pictures {
  /** `null`: no longer in the library. */
  private readonly known = new SvelteMap<ImageId, LibraryImage | null>();
  private readonly asked = new Set<ImageId>();

  get(id: ImageId): LibraryImage | null | undefined {
    return this.known.get(id);
  }

  async want(id: ImageId): Promise<void> {
    if (this.asked.has(id)) return;
    this.asked.add(id);
    try {
      const { image } = await rpc.call('images.get', { id });
      this.known.set(id, image);
    } catch {
      // A row without a picture says enough; the next time it comes into view it is asked for again.
      this.known.set(id, null);
      this.asked.delete(id);
    }
  }
}

export const pictures = new Pictures();
