// The Studio: the tool at hand, opened pictures, the one shown with its results, and how they are compared.
import { UserError } from '#contract/errors.ts';
import { type LibraryImage } from '#contract/image.ts';
import { type ImageId } from '#contract/ids.ts';
import { type ItemSource, type JobItem } from '#contract/jobs.ts';
import { type Rect, type Trial } from '#contract/rpc.ts';
import { SvelteSet } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';
import { type Tool } from '../canvas/gestures.ts';
import { history } from '../commands/history.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import { app } from './app.svelte.ts';
import { jobs } from './jobs.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { Viewport } from './viewport.svelte.ts';

/** What the Studio makes: one tool of the rail each. */
export type Operation = 'upscale' | 'restyle' | 'generate';
/** `slider`: one picture under a divider; `side`: next to each other; `hold`: the result, the original while it is held. */
export type CompareMode = 'slider' | 'side' | 'hold';
/** An opened picture; `results` are the versions made of it, newest first. */
export type Picture = { image: LibraryImage; relativeDir: string; results: LibraryImage[] };
/** Which pictures of the strip are worked on. */
export type Scope = 'current' | 'selected' | 'all';
/** A crop of a picture with the result of a model on it. */
export type TriedCrop = { imageId: ImageId; rect: Rect; trial: Trial };

const REMEMBERED = 'atelier.studio';

class Studio {
  /** The film strip. */
  pictures = $state.raw<Picture[]>([]);
  currentId = $state<ImageId | null>(null);
  /** Pictures of the strip chosen together; fewer than two mean nothing. */
  readonly selection = new SvelteSet<ImageId>();
  /** The result shown beside the original; the newest unless another was chosen. */
  private chosenResult = $state<ImageId | null>(null);

  operation = $state<Operation>('upscale');
  /** What the pointer does on the canvas. */
  tool = $state<Tool>('hand');
  compare = $state<CompareMode>('slider');
  /** `false` shows only the result. */
  comparing = $state(true);
  /** While a key or button holds the original in view. */
  holding = $state(false);
  /** Divider of the compare slider, 0..1 of what is seen of the picture. */
  divider = $state(0.5);
  readonly viewport = new Viewport();

  /** The crop that is shown instead of a result. */
  tried = $state.raw<TriedCrop | null>(null);

  /** Whether the window for saving the result is open. */
  saving = $state(false);
  private chosenScope = $state<Scope | null>(null);

  readonly current: Picture | null = $derived(this.pictures.find(({ image }) => image.id === this.currentId) ?? null);
  readonly index: number = $derived(this.pictures.findIndex(({ image }) => image.id === this.currentId));
  /** The result that was asked for, if one was. */
  readonly chosen: LibraryImage | null = $derived(
    this.current?.results.find(({ id }) => id === this.chosenResult) ?? null,
  );
  readonly result: LibraryImage | null = $derived(this.chosen ?? this.current?.results[0] ?? null);
  /** The file in the queue that is being made from the current picture. */
  readonly running: JobItem | undefined = $derived(this.currentId ? jobs.itemFor(this.currentId) : undefined);
  /** What went wrong last with the current picture, until it is tried again. */
  readonly failed: JobItem | undefined = $derived.by(() => {
    const item = this.currentId && !this.running ? jobs.latestFor(this.currentId) : undefined;
    return item?.status === 'failed' && item.id !== this.dismissedFailure ? item : undefined;
  });
  private dismissedFailure = $state<string | null>(null);
  readonly selected: Picture[] = $derived(this.pictures.filter(({ image }) => this.selection.has(image.id)));
  readonly scopes: Scope[] = $derived([
    'current' as const,
    ...(this.selected.length > 1 && this.selected.length < this.pictures.length ? ['selected' as const] : []),
    ...(this.pictures.length > 1 ? ['all' as const] : []),
  ]);
  readonly scope: Scope = $derived(
    this.scopes.find((one) => one === this.chosenScope) ?? (this.scopes.includes('selected') ? 'selected' : 'all'),
  );
  /** The pictures that the next work is done on. */
  readonly scoped: Picture[] = $derived.by(() => {
    if (this.scope === 'selected') return this.selected;
    return this.scope === 'all' ? this.pictures : this.current ? [this.current] : [];
  });

  /** Whether there is a picture to work on that is not being worked on already. */
  readonly canWork: boolean = $derived(
    this.scoped.length > 0 && (this.scoped.length > 1 || this.running === undefined),
  );

  constructor() {
    rpc.onOpen(() => void notifications.guard(this.restore()));
    rpc.on('images.changed', () => void notifications.guard(this.readResults(this.currentId)));
    jobs.onItem((item) => void notifications.guard(this.takeResult(item)));
  }

  /** Adds pictures to the film strip, those already there are only selected; shows the first of them. */
  open(opened: { image: LibraryImage; relativeDir: string }[], show = true): void {
    const [only, ...others] = this.pictures;
    // The sample makes room for the user's own pictures.
    if (only && others.length === 0 && only.image.id === app.info?.sampleId && !only.results[0]) this.pictures = [];
    const there = new Set(this.pictures.map(({ image }) => image.id));
    const added = opened.filter(({ image }) => !there.has(image.id)).map((one) => ({ ...one, results: [] }));
    this.pictures = [...this.pictures, ...added];
    const first = opened[0];
    this.selection.clear();
    if (first) this.select(first.image.id);
    this.viewport.fit();
    if (show) this.showCanvas();
    for (const { image } of added)
      if (image.id !== first?.image.id) void notifications.guard(this.readResults(image.id));
    this.remember();
  }

  /** Goes to the opened pictures: generating shows its own ones in their place. */
  showCanvas(): void {
    if (this.operation === 'generate') this.operation = 'upscale';
    app.go('studio');
  }

  /** Shows a picture of the strip, as large as the one before. */
  select(id: ImageId | null): void {
    const { viewport } = this;
    const { magnification, fitted } = viewport;
    if (this.currentId !== id) {
      this.chosenResult = null;
      this.tried = null;
    }
    this.currentId = id;
    this.look();
    if (!fitted) viewport.zoomTo(magnification * viewport.actualScale);
    void notifications.guard(this.readResults(id));
    this.remember();
  }

  /** `1` the next, `-1` the previous picture; stops at the ends. */
  step(by: number): void {
    const next = this.pictures[this.index + by];
    if (!next) return;
    this.selection.clear();
    this.select(next.image.id);
  }

  /** `null`: the newest, or what a tool would make. */
  showResult(id: ImageId | null): void {
    this.chosenResult = id;
    this.comparing = true;
    this.tried = null;
    this.look();
  }

  chooseScope(scope: Scope): void {
    this.chosenScope = scope;
  }

  /** Takes pictures off the strip; they stay in the library. Undoable, with a toast when more than one goes. */
  close(ids: ImageId[]): void {
    const before = this.pictures;
    const index = before.findIndex(({ image }) => ids.includes(image.id));
    const first = before[index];
    if (!first) return;
    const current = this.currentId;
    const remove = () => {
      this.pictures = this.pictures.filter(({ image }) => !ids.includes(image.id));
      for (const id of ids) this.selection.delete(id);
      if (this.current === null) this.select((this.pictures[index] ?? this.pictures.at(-1))?.image.id ?? null);
      this.remember();
    };
    remove();
    const title =
      ids.length === 1 ? t('studio.closed', { name: first.image.name }) : t('studio.closedSeveral', { n: ids.length });
    const entry = history.did({
      title,
      undo: () => {
        const there = new Set(this.pictures.map(({ image }) => image.id));
        const old = new Set(before.map(({ image }) => image.id));
        this.pictures = [
          ...before.filter(({ image }) => ids.includes(image.id) || there.has(image.id)),
          ...this.pictures.filter(({ image }) => !old.has(image.id)),
        ];
        this.select(current);
      },
      redo: remove,
    });
    const action = { label: t('common.undo'), run: () => history.undoEntry(entry) };
    notifications.show({ kind: 'info', title, action });
  }

  /** The pictures in scope as a job takes them. */
  sources(): ItemSource[] {
    return this.scoped.map(({ image, relativeDir }) => ({ imageId: image.id, relativeDir }));
  }

  /** Back from a tried crop to the picture. */
  endTrial(): void {
    this.tried = null;
    this.viewport.fit();
  }

  /** Stops the file that is being made from the current picture. */
  async cancel(): Promise<void> {
    const { running } = this;
    if (running) await notifications.guard(jobs.cancel(running.jobId, running.id));
  }

  /** Puts the file that failed in the queue again. */
  async retry(): Promise<void> {
    const { failed } = this;
    if (failed) await notifications.guard(jobs.retry(failed.jobId, failed.id));
  }

  dismissFailure(): void {
    this.dismissedFailure = this.failed?.id ?? null;
  }

  /** Tells the viewport the sizes of what is shown. */
  private look(): void {
    const { current, result, viewport } = this;
    if (!current) return;
    viewport.sourceWidth = current.image.info.width;
    viewport.sourceHeight = current.image.info.height;
    viewport.finestWidth = (result ?? current.image).info.width;
  }

  private async readResults(id: ImageId | null): Promise<void> {
    if (!id || !this.pictures.some(({ image }) => image.id === id)) return;
    try {
      const { image, children } = await rpc.call('images.get', { id });
      const results = children.filter(({ kind }) => kind === 'output').sort((a, b) => b.addedAt - a.addedAt);
      this.pictures = this.pictures.map((one) => (one.image.id === id ? { ...one, image, results } : one));
    } catch (error) {
      if (!(error instanceof UserError) || error.kind !== 'not-found') throw error;
      // It was deleted on another screen.
      const index = this.pictures.findIndex(({ image }) => image.id === id);
      this.pictures = this.pictures.filter(({ image }) => image.id !== id);
      if (this.currentId === id) this.select((this.pictures[index] ?? this.pictures.at(-1))?.image.id ?? null);
    }
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
