// The Generate tool: what is asked of a generator, the pictures it made of it so far, and what is being made now.
import { type GenerateSettings, type MovieFormat } from '#contract/generate.ts';
import { type ModelId, type Sha256 } from '#contract/ids.ts';
import { type LibraryImage } from '#contract/image.ts';
import { type GenerateEntry } from '#contract/models.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';
import { models } from './models.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { seedsFrom } from './seeds.ts';

export const MOST_PICTURES = 256;
/** Asked for at once, so that the first are seen while the others are made. */
const PORTION = 16;
/** Seconds: what is made faster follows every change by itself. */
const QUICK = 4;

/** What pictures have in common. */
export type Likeness = Omit<GenerateSettings, 'seeds'>;
/** `old`: that of the same seed before the last change, until the new one is there. */
export type Made = { seed: number; sha256: Sha256 | null; old: Sha256 | null; kept: LibraryImage | null };
export type Work = {
  what: 'pictures' | 'way' | 'keeping';
  /** Of the question the service works on. */
  id: string;
  total: number;
  /** Done of all before that question, and asked for in it. */
  done: number;
  portion: number;
  /** 0..1 of everything. */
  progress: number;
  /** Milliseconds of `performance.now()`. */
  since: number;
};

class Generating {
  private chosenModel = $state.raw<ModelId | null>(null);
  count = $state(16);
  seed = $state(1);
  truncation = $state(1);
  private chosenKind = $state<string | null>(null);
  mixing = $state(false);
  mix = $state({ seed: 2, from: 4 });
  way = $state<{ from: number; to: number; frames: number; format: MovieFormat }>({
    from: 1,
    to: 2,
    frames: 48,
    format: 'webp',
  });

  readonly model: GenerateEntry | null = $derived(
    models.generators.find(({ card }) => card.id === this.chosenModel) ?? models.generators[0] ?? null,
  );
  /** Name of the kind that is asked for, `null` for one after the other. */
  readonly kind: string | null = $derived(this.model?.card.classes.find((name) => name === this.chosenKind) ?? null);
  readonly likeness: Likeness | null = $derived.by(() => {
    if (!this.model) return null;
    const { id, styles = 0 } = this.model.card;
    return {
      model: id,
      truncation: this.truncation,
      class: this.kind ?? undefined,
      mix: this.mixing && styles > 0 ? { seed: this.mix.seed, from: Math.min(this.mix.from, styles - 1) } : undefined,
    };
  });
  readonly pictures: Made[] = $derived.by(() => {
    const { likeness } = this;
    if (!likeness) return [];
    return seedsFrom(this.seed, this.count).map((seed) => {
      const key = keyOf(likeness, seed);
      return {
        seed,
        sha256: this.known.get(key) ?? null,
        old: this.latest.get(seed) ?? null,
        kept: this.keptAs.get(key) ?? null,
      };
    });
  });
  readonly made: Made[] = $derived(this.pictures.filter(({ sha256 }) => sha256 !== null));
  /** What is under way; one thing at a time. */
  work = $state<Work | null>(null);
  /** Seconds for the pictures that are shown, as far as they were made just now. */
  seconds = $state(0);
  /** The moving picture that is shown in place of the pictures. */
  movie = $state.raw<LibraryImage | null>(null);

  private readonly asking = $derived(this.likeness && keyOf(this.likeness, [this.seed, this.count]));
  private asked = $state.raw<string | null>(null);
  /** Seconds for one picture of a model. */
  private readonly pace = new SvelteMap<ModelId, number>();
  /** Whether something else is asked for than what is shown, and so quickly made that nobody need press a button. */
  readonly shouldFollow: boolean = $derived(
    this.asked !== null &&
      this.asked !== this.asking &&
      this.work?.what !== 'way' &&
      this.work?.what !== 'keeping' &&
      this.missing.length * this.secondsEach < QUICK,
  );
  private readonly known = new SvelteMap<string, Sha256>();
  private readonly latest = new SvelteMap<number, Sha256>();
  private readonly keptAs = new SvelteMap<string, LibraryImage>();

  constructor() {
    // The service keeps them only as long as it runs.
    rpc.onOpen(() => {
      this.known.clear();
      this.latest.clear();
      this.work = null;
    });
    rpc.on('generate.progress', ({ taskId, progress }) => {
      const { work } = this;
      if (work?.id === taskId) work.progress = (work.done + progress * work.portion) / work.total;
    });
  }

  /** Seconds until all are there, `null` while nothing is known of the model's speed. */
  get estimate(): number | null {
    const pace = this.model && this.pace.get(this.model.card.id);
    return pace === null || pace === undefined ? null : pace * this.missing.length;
  }

  choose(change: { model?: ModelId; kind?: string | null }): void {
    if (change.model) {
      this.chosenModel = change.model;
      this.latest.clear();
      this.movie = null;
    }
    if (change.kind !== undefined) this.chosenKind = change.kind;
  }

  /** Makes what is missing of what is asked for; takes the place of what is under way. */
  async run(): Promise<void> {
    const { likeness } = this;
    if (!likeness) return;
    this.asked = this.asking;
    this.movie = null;
    const seeds = this.missing;
    if (seeds.length === 0) return;
    this.seconds = 0;
    await this.during('pictures', seeds.length, async (work) => {
      for (let at = 0; at < seeds.length; at += PORTION) {
        const portion = seeds.slice(at, at + PORTION);
        Object.assign(work, { id: crypto.randomUUID(), done: at, portion: portion.length });
        const answer = await rpc.call('generate.preview', { ...likeness, seeds: portion, taskId: work.id });
        for (const { seed, sha256 } of answer.pictures) {
          this.known.set(keyOf(likeness, seed), sha256);
          this.latest.set(seed, sha256);
        }
        this.pace.set(likeness.model, answer.seconds / portion.length);
        if (this.work !== work) return;
        this.seconds += answer.seconds;
      }
    });
  }

  /** As many again, with the next seeds. */
  async more(): Promise<void> {
    this.count = Math.min(MOST_PICTURES, this.count + Math.min(this.count, PORTION));
    await this.run();
  }

  /** These pictures in the library, those that are there already as they are. */
  async keep(pictures: readonly Made[]): Promise<LibraryImage[]> {
    const { likeness } = this;
    const seeds = pictures.filter(({ kept }) => !kept).map(({ seed }) => seed);
    if (likeness && seeds.length > 0) {
      await this.during('keeping', seeds.length, async ({ id }) => {
        const { images } = await rpc.call('generate.keep', { ...likeness, seeds, taskId: id });
        for (const [k, image] of images.entries()) this.keptAs.set(keyOf(likeness, seeds[k]), image);
      });
    }
    return pictures.flatMap(({ seed }) => (likeness && this.keptAs.get(keyOf(likeness, seed))) ?? []);
  }

  /** The way between two seeds: its frames, or the moving picture, which is then shown. */
  async makeWay(): Promise<LibraryImage[]> {
    const { likeness } = this;
    if (!likeness) return [];
    const { model, truncation, class: kind } = likeness;
    const way = { ...this.way };
    let made: LibraryImage[] = [];
    await this.during('way', way.frames, async ({ id }) => {
      const asked = { model, truncation, class: kind, ...way, taskId: id };
      made = (await rpc.call('generate.interpolate', asked)).images;
    });
    if (way.format !== 'png') this.movie = made[0] ?? this.movie;
    return made;
  }

  /** Stops what is under way; pictures that are there stay. */
  async cancel(): Promise<void> {
    const { work } = this;
    this.work = null;
    if (work) await notifications.guard(rpc.call('generate.cancel', { taskId: work.id }));
  }

  /** From the moving picture to the pictures, or from what is under way to what was there. */
  async back(): Promise<void> {
    if (this.work) await this.cancel();
    else this.movie = null;
  }

  private get missing(): number[] {
    return this.pictures.filter(({ sha256 }) => sha256 === null).map(({ seed }) => seed);
  }

  private get secondsEach(): number {
    return (this.model && this.pace.get(this.model.card.id)) ?? QUICK / (2 * PORTION);
  }

  private async during(what: Work['what'], total: number, make: (work: Work) => Promise<void>): Promise<void> {
    void this.cancel();
    this.work = {
      what,
      id: crypto.randomUUID(),
      total,
      done: 0,
      portion: total,
      progress: 0,
      since: performance.now(),
    };
    const mine = this.work;
    await notifications.guard(make(mine));
    if (this.work === mine) this.work = null;
  }
}

function keyOf(likeness: Likeness, what: unknown): string {
  const { model, truncation, class: kind, mix } = likeness;
  return JSON.stringify([model, truncation, kind, mix?.seed, mix?.from, what]);
}

export const generating = new Generating();
