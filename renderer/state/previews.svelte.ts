// Pictures repainted small, to look at before any job: made one after the other and kept, so that none is made twice.
import { type ImageId } from '#contract/ids.ts';
import { toWireError } from '#contract/errors.ts';
import { type Look } from '#contract/restyle.ts';
import { type Result } from '#contract/rpc.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';

export type Preview = Result<'restyle.preview'>;
/** A picture in a look, `side` pixels on its longer side. */
export type Sight = { imageId: ImageId; look: Look; side: number };

class Previews {
  private readonly known = new SvelteMap<string, Preview>();
  private working = $state.raw<string | null>(null);
  private wanted: Sight[] = [];
  /** Counts what was begun, so that only the latest goes on to the next. */
  private turn = 0;

  constructor() {
    // The service keeps them only as long as it runs.
    rpc.onOpen(() => this.known.clear());
  }

  get(sight: Sight): Preview | undefined {
    return this.known.get(keyOf(sight));
  }

  isRunning(sight: Sight): boolean {
    return this.working === keyOf(sight);
  }

  /**
   * What to make next, the most wanted first; takes the place of everything wanted before. The service gives up the one it is
   * at for the next when that one is wanted no more.
   */
  want(sights: Sight[]): void {
    this.wanted = sights.filter((sight) => !this.known.has(keyOf(sight)));
    const stillWanted = this.wanted.some((sight) => keyOf(sight) === this.working);
    if (this.wanted.length > 0 && !stillWanted) void this.work();
  }

  private async work(): Promise<void> {
    const turn = ++this.turn;
    for (let sight = this.wanted.shift(); sight; sight = this.wanted.shift()) {
      const key = keyOf(sight);
      this.working = key;
      const preview = await make(sight);
      if (preview.error?.kind !== 'cancelled') this.known.set(key, preview);
      if (turn !== this.turn) return;
    }
    this.working = null;
  }
}

/** What is wrong with a look is in its preview, so that the next one is not held up. */
async function make(sight: Sight): Promise<Preview> {
  try {
    return await rpc.call('restyle.preview', sight);
  } catch (error) {
    return { model: sight.look.model, sha256: null, width: 0, height: 0, seconds: 0, error: toWireError(error) };
  }
}

function keyOf({ imageId, look: { model, strength, keepColors, brush }, side }: Sight): string {
  return [imageId, model, strength, keepColors, brush, side].join(' ');
}

export const previews = new Previews();
