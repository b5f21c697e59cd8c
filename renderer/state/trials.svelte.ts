// Crops of pictures that models were tried on, kept so that none is made twice.
import { type ImageId, type ModelId } from '#contract/ids.ts';
import { type Rect, type Trial } from '#contract/rpc.ts';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';

class Trials {
  private readonly known = new SvelteMap<string, Trial>();
  private readonly waiting = new SvelteSet<string>();

  constructor() {
    // The service keeps tried crops only as long as it runs.
    rpc.onOpen(() => this.known.clear());
  }

  get(image: ImageId, rect: Rect, model: ModelId): Trial | undefined {
    return this.known.get(keyOf(image, rect, model));
  }

  isRunning(image: ImageId, rect: Rect, model: ModelId): boolean {
    return this.waiting.has(keyOf(image, rect, model));
  }

  /** One after the other, each shown as soon as it is there. Rejects with a `UserError`; a model's own failure is in its trial. */
  async run(image: ImageId, rect: Rect, models: ModelId[]): Promise<void> {
    const missing = models.filter((model) => {
      const trial = this.get(image, rect, model);
      return (!trial || trial.error) && !this.isRunning(image, rect, model);
    });
    for (const model of missing) this.waiting.add(keyOf(image, rect, model));
    try {
      for (const model of missing) {
        const { trials } = await rpc.call('upscale.try', { imageId: image, rect, models: [model] });
        const [trial] = trials;
        if (trial) this.known.set(keyOf(image, rect, model), trial);
        this.waiting.delete(keyOf(image, rect, model));
      }
    } finally {
      for (const model of missing) this.waiting.delete(keyOf(image, rect, model));
    }
  }
}

function keyOf(image: ImageId, { x, y, width, height }: Rect, model: ModelId): string {
  return [image, x, y, width, height, model].join(' ');
}

export const trials = new Trials();
