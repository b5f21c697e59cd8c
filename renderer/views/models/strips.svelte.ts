// A few pictures of each generator, made once and kept, one model after the other.
import { toWireError, type WireError } from '#contract/errors.ts';
import { type Sha256 } from '#contract/ids.ts';
import { type GenerateCard } from '#contract/models.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../../api/rpc.svelte.ts';

type Strip = { pictures: Sha256[] | null; error: WireError | null };

/** As many as the sample of a card has room for. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

class Strips {
  /** By the file of the model: trained further it makes other pictures. */
  private readonly known = new SvelteMap<Sha256, Strip>();
  private working = false;

  constructor() {
    // The service keeps the pictures only as long as it runs.
    rpc.onOpen(() => this.known.clear());
  }

  get({ sha256 }: GenerateCard): Strip | undefined {
    return this.known.get(sha256);
  }

  /** Makes what is missing. */
  async make(cards: readonly GenerateCard[]): Promise<void> {
    if (this.working) return;
    this.working = true;
    for (const { id, sha256 } of cards) {
      if (this.known.has(sha256)) continue;
      try {
        const asked = { model: id, seeds: SEEDS, taskId: crypto.randomUUID() };
        const { pictures } = await rpc.call('generate.preview', asked);
        this.known.set(sha256, { pictures: pictures.map((one) => one.sha256), error: null });
      } catch (error) {
        this.known.set(sha256, { pictures: null, error: toWireError(error) });
      }
    }
    this.working = false;
  }
}

export const strips = new Strips();
