// The pictures of the library that fit the query, which of them are chosen, and what can be done with them.
import { type LibraryImage, type LibraryQuery } from '#contract/image.ts';
import { type ImageId } from '#contract/ids.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { history } from '../commands/history.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import { app } from './app.svelte.ts';
import { notifications } from './notifications.svelte.ts';

/** A first page that is there at once, then larger ones until all are read. */
const FIRST_PAGE = 200;
const PAGE = 500;
const SETTLE = 120;
/** Reading again after a change takes at most this part of the time, however large the library is. */
const SHARE_OF_TIME = 1 / 4;

/** What the user chooses; paging is kept here. */
export type Filter = Pick<LibraryQuery, 'text' | 'kind' | 'starred' | 'deleted' | 'sort'>;
const UNFILTERED: Filter = { text: '', kind: 'all', starred: false, deleted: false, sort: 'newest' };

class Library {
  filter = $state.raw<Filter>(UNFILTERED);
  /** The first pictures that fit, without gaps; the rest follow by themselves. */
  images = $state.raw<LibraryImage[]>([]);
  /** How many fit in all. */
  total = $state(0);
  loaded = $state(false);
  /** Grows with every change of any picture, so that details can be read again. */
  version = $state(0);

  chosen = $state.raw<ReadonlySet<ImageId>>(new Set());
  /** Where a range begins and where the keyboard stands. */
  anchor = $state.raw<ImageId | null>(null);
  cursor = $state.raw<ImageId | null>(null);
  /** Two pictures that are being compared. */
  comparing = $state.raw<[LibraryImage, LibraryImage] | null>(null);
  /** Pictures for which the save dialog is open. */
  saving = $state.raw<LibraryImage[]>([]);

  readonly complete: boolean = $derived(this.loaded && this.images.length >= this.total);
  readonly filtered: boolean = $derived(this.filter.text !== '' || this.filter.kind !== 'all' || this.filter.starred);
  readonly selected: LibraryImage[] = $derived(
    this.chosen.size === 0 ? [] : this.images.filter(({ id }) => this.chosen.has(id)),
  );

  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts readings, so that an answer overtaken by a newer question is dropped. */
  private reading = 0;
  private lastCost = 0;

  constructor() {
    rpc.on('images.changed', () => {
      this.version += 1;
      this.soon(Math.max(SETTLE, this.lastCost / SHARE_OF_TIME));
    });
    rpc.onOpen(() => this.soon());
  }

  /** Changes the query and reads from the start. */
  setFilter(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
    this.choose([]);
    this.images = [];
    this.loaded = false;
    this.soon();
  }

  clearFilter(): void {
    this.setFilter({ ...UNFILTERED, sort: this.filter.sort, deleted: this.filter.deleted });
  }

  choose(ids: Iterable<ImageId>, anchor: ImageId | null = null, cursor = anchor): void {
    this.chosen = new Set(ids);
    this.anchor = anchor;
    this.cursor = cursor;
  }

  chooseAll(): void {
    this.choose(
      this.images.map(({ id }) => id),
      this.images[0]?.id ?? null,
      this.cursor ?? this.images[0]?.id ?? null,
    );
  }

  /** Goes to the Library with this picture chosen, whatever was filtered before. */
  show(id: ImageId): void {
    if (!this.images.some((image) => image.id === id)) this.setFilter(UNFILTERED);
    this.choose([id], id);
    app.go('library');
  }

  /** Shows what was just taken in. */
  took(ids: ImageId[]): void {
    if (ids.length === 0) return;
    if (this.filtered || this.filter.deleted) this.setFilter(UNFILTERED);
    this.choose(ids, ids[0]);
  }

  async star(ids: ImageId[], starred: boolean): Promise<void> {
    const set = (value: boolean) => rpc.call('images.star', { ids, starred: value });
    const done = await notifications.guard(set(starred).then(() => true));
    if (!done) return;
    history.did({
      title: t(starred ? 'library.star' : 'library.unstar'),
      undo: () => set(!starred),
      redo: () => set(starred),
    });
  }

  /** Into the bin, with an undo on the stack and in a toast. */
  async delete(ids: ImageId[]): Promise<void> {
    await this.binned(ids, 'images.delete', 'images.restore');
  }

  /** Out of the bin, with everything they had. */
  async restore(ids: ImageId[]): Promise<void> {
    await this.binned(ids, 'images.restore', 'images.delete');
  }

  private async binned(
    ids: ImageId[],
    method: 'images.delete' | 'images.restore',
    inverse: 'images.delete' | 'images.restore',
  ): Promise<void> {
    const next = this.afterRemoval(ids);
    const done = await notifications.guard(rpc.call(method, { ids }).then(() => true));
    if (!done) return;
    this.choose(next ? [next] : [], next);
    const deleting = method === 'images.delete';
    const entry = history.did({
      title: t(deleting ? 'library.deletePictures' : 'library.restorePictures'),
      undo: () => rpc.call(inverse, { ids }),
      redo: () => rpc.call(method, { ids }),
    });
    notifications.show({
      kind: 'done',
      title: t(deleting ? 'library.deleted' : 'library.restored', { n: ids.length }),
      action: { label: t('common.undo'), run: () => history.undoEntry(entry) },
    });
  }

  /** The picture that takes the place of removed ones, so that the keyboard goes on from there. */
  private afterRemoval(ids: ImageId[]): ImageId | null {
    const gone = new Set(ids);
    const first = this.images.findIndex(({ id }) => gone.has(id));
    if (first < 0 || ids.length > 1) return null;
    return (this.images[first + 1] ?? this.images[first - 1])?.id ?? null;
  }

  private soon(delay = SETTLE): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void notifications.guard(this.refresh()), delay);
  }

  /** Reads everything that fits; what was shown stays until it can be replaced by as much. */
  private async refresh(): Promise<void> {
    const reading = ++this.reading;
    const startedAt = performance.now();
    const shown = this.images.length;
    const images: LibraryImage[] = [];
    let total = 0;
    do {
      const limit = images.length === 0 && shown < PAGE ? FIRST_PAGE : PAGE;
      const answer = await rpc.call('images.list', { ...this.filter, offset: images.length, limit });
      if (reading !== this.reading) return;
      images.push(...answer.images);
      total = answer.total;
      if (answer.images.length === 0) break;
      if (images.length >= Math.min(shown, total)) {
        this.images = [...images];
        this.total = total;
        this.loaded = true;
      }
    } while (images.length < total);
    this.images = images;
    this.total = total;
    this.loaded = true;
    this.lastCost = performance.now() - startedAt;
  }
}

export const library = new Library();
