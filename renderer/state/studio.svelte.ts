// The Studio: opened pictures, the one at hand with its results, how they are compared, and the upscale settings being chosen.
import { type LibraryImage } from '#contract/image.ts';
import { type ImageId } from '#contract/ids.ts';
import { type Job, type JobItem } from '#contract/jobs.ts';
import { targetSize, type UpscaleSettings } from '#contract/upscale.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { history } from '../commands/history.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import { app } from './app.svelte.ts';
import { jobs } from './jobs.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { settings } from './settings.svelte.ts';
import { Viewport } from './viewport.svelte.ts';

/** `slider`: one picture under a divider; `side`: next to each other; `hold`: the result, the original while it is held. */
export type CompareMode = 'slider' | 'side' | 'hold';
/** An opened picture; `results` are its upscaled versions, newest first. */
export type Picture = { image: LibraryImage; relativeDir: string; results: LibraryImage[] };

const REMEMBERED = 'atelier.studio';

class Studio {
  /** The film strip. */
  pictures = $state.raw<Picture[]>([]);
  currentId = $state<ImageId | null>(null);
  /** The result shown beside the original; the newest unless another was chosen. */
  private chosenResult = $state<ImageId | null>(null);

  compare = $state<CompareMode>('slider');
  /** `false` shows only one of the two. */
  comparing = $state(true);
  /** While a key or button holds the original in view. */
  holding = $state(false);
  /** Divider of the compare slider, 0..1 of the picture's width. */
  divider = $state(0.5);
  readonly viewport = new Viewport();

  /** What the next upscaling would use; starts from the settings and is kept there when a job starts. */
  draft = $state<UpscaleSettings>(structuredClone(settings.current.upscale));

  readonly current: Picture | null = $derived(this.pictures.find(({ image }) => image.id === this.currentId) ?? null);
  readonly index: number = $derived(this.pictures.findIndex(({ image }) => image.id === this.currentId));
  readonly result: LibraryImage | null = $derived(
    this.current?.results.find(({ id }) => id === this.chosenResult) ?? this.current?.results[0] ?? null,
  );
  /** The file in the queue that is being made from the current picture. */
  readonly running: JobItem | undefined = $derived(this.currentId ? jobs.itemFor(this.currentId) : undefined);
  /** Size the draft gives for the current picture, in pixels. */
  readonly target = $derived(
    this.current ? targetSize(this.draft.target, this.current.image.info.width, this.current.image.info.height) : null,
  );

  constructor() {
    rpc.onOpen(() => void notifications.guard(this.restore()));
    jobs.onItem((item) => void notifications.guard(this.takeResult(item)));
    rpc.on('settings.changed', () => this.resetDraft(false));
  }

  /** Adds pictures to the film strip, those already there are only selected; shows the first of them. */
  open(opened: { image: LibraryImage; relativeDir: string }[], show = true): void {
    const there = new Set(this.pictures.map(({ image }) => image.id));
    const added = opened.filter(({ image }) => !there.has(image.id)).map((one) => ({ ...one, results: [] }));
    this.pictures = [...this.pictures, ...added];
    const first = opened[0];
    if (first) this.select(first.image.id);
    if (show) app.go('studio');
    for (const { image } of added) void notifications.guard(this.readResults(image.id));
    this.remember();
  }

  select(id: ImageId | null): void {
    if (this.currentId !== id) this.chosenResult = null;
    this.currentId = id;
    this.look();
    this.viewport.fit();
    this.remember();
  }

  /** `1` the next, `-1` the previous picture; stops at the ends. */
  step(by: number): void {
    const next = this.pictures[this.index + by];
    if (next) this.select(next.image.id);
  }

  showResult(id: ImageId): void {
    this.chosenResult = id;
    this.comparing = true;
    this.look();
  }

  /** Takes a picture off the strip; it stays in the library. Undoable. */
  close(id: ImageId): void {
    const before = this.pictures;
    const index = before.findIndex(({ image }) => image.id === id);
    const closed = before[index];
    if (!closed) return;
    const remove = () => {
      this.pictures = this.pictures.filter(({ image }) => image.id !== id);
      if (this.currentId === id) this.select((this.pictures[index] ?? this.pictures.at(-1))?.image.id ?? null);
      this.remember();
    };
    remove();
    history.did({
      title: t('studio.closed', { name: closed.image.name }),
      undo: () => {
        this.pictures = this.pictures.toSpliced(index, 0, closed);
        this.select(id);
      },
      redo: remove,
    });
  }

  /** Puts these pictures in the queue with the draft; all of the strip, or only the current one. */
  async upscale(which: 'current' | 'all' = 'current'): Promise<Job | undefined> {
    const chosen = which === 'all' ? this.pictures : this.current ? [this.current] : [];
    if (chosen.length === 0) return undefined;
    const draft = $state.snapshot<unknown>(this.draft) as UpscaleSettings;
    const job = await notifications.guard(
      jobs.upscale(
        draft,
        chosen.map(({ image, relativeDir }) => ({ imageId: image.id, relativeDir })),
      ),
    );
    if (job) void settings.set({ upscale: draft });
    return job;
  }

  /** Stops the file that is being made from the current picture. */
  async cancel(): Promise<void> {
    const { running } = this;
    if (running) await notifications.guard(jobs.cancel(running.jobId, running.id));
  }

  /** Back to the settings; `force` also when the user has changed something. */
  resetDraft(force = true): void {
    if (force || !this.touched) this.draft = structuredClone(settings.current.upscale);
    this.touched = false;
  }

  /** Changes the draft; keys that are present replace the old ones whole. */
  choose(change: Partial<UpscaleSettings>): void {
    this.draft = { ...this.draft, ...change };
    this.touched = true;
  }

  private touched = false;

  /** Tells the viewport the sizes of what is shown. */
  private look(): void {
    const { current, result, viewport } = this;
    if (!current) return;
    viewport.sourceWidth = current.image.info.width;
    viewport.sourceHeight = current.image.info.height;
    viewport.finestWidth = (result ?? current.image).info.width;
  }

  private async readResults(id: ImageId): Promise<void> {
    const { image, children } = await rpc.call('images.get', { id });
    const results = children.filter(({ kind }) => kind === 'output').sort((a, b) => b.addedAt - a.addedAt);
    this.pictures = this.pictures.map((one) => (one.image.id === id ? { ...one, image, results } : one));
    if (id === this.currentId) this.look();
  }

  private async takeResult(item: JobItem): Promise<void> {
    const { sourceId, resultId } = item;
    if (item.status !== 'done' || !sourceId || !resultId) return;
    const picture = this.pictures.find(({ image }) => image.id === sourceId);
    if (!picture || picture.results.some(({ id }) => id === resultId)) return;
    await this.readResults(sourceId);
    if (sourceId === this.currentId) this.showResult(resultId);
  }

  /** The strip of last time; at the very first start the sample picture. */
  private async restore(): Promise<void> {
    if (this.pictures.length > 0) {
      await Promise.all(this.pictures.map(({ image }) => this.readResults(image.id)));
      return;
    }
    const kept = remembered();
    const { sampleId } = await rpc.call('app.info', {});
    const wanted = kept ? kept.pictures : sampleId ? [{ id: sampleId, relativeDir: '' }] : [];
    // One that was deleted since is left out.
    const found = await Promise.allSettled(
      wanted.map(async ({ id, relativeDir }) => ({ ...(await rpc.call('images.get', { id })), relativeDir })),
    );
    const opened = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (this.pictures.length > 0) return;
    this.open(opened, false);
    if (kept?.current && opened.some(({ image }) => image.id === kept.current)) this.select(kept.current);
  }

  private remember(): void {
    const pictures = this.pictures.map(({ image, relativeDir }) => ({ id: image.id, relativeDir }));
    localStorage.setItem(REMEMBERED, JSON.stringify({ pictures, current: this.currentId } satisfies Remembered));
  }
}

type Remembered = { pictures: { id: ImageId; relativeDir: string }[]; current: ImageId | null };

function remembered(): Remembered | null {
  return JSON.parse(localStorage.getItem(REMEMBERED) ?? 'null') as Remembered | null;
}

export const studio = new Studio();
