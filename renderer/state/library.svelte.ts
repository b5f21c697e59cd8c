// Pages of the library that fit the query, read again when pictures change.
import { type LibraryImage, LibraryQuery } from '#contract/image.ts';
import { type ImageId } from '#contract/ids.ts';
import { SvelteSet } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';
import { history } from '../commands/history.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import { notifications } from './notifications.svelte.ts';

const PAGE = 200;
const LARGEST_PAGE = 500;
const SETTLE = 120;

/** What the user chooses; paging is kept here. */
export type Filter = Pick<LibraryQuery, 'text' | 'kind' | 'starred' | 'sort'>;

class Library {
  filter = $state.raw<Filter>({ text: '', kind: 'all', starred: false, sort: 'newest' });
  /** The first pictures that fit, without gaps. */
  images = $state.raw<LibraryImage[]>([]);
  /** How many fit in all. */
  total = $state(0);
  loaded = $state(false);
  readonly selection = new SvelteSet<ImageId>();

  readonly complete: boolean = $derived(this.loaded && this.images.length >= this.total);
  readonly filtered: boolean = $derived(this.filter.text !== '' || this.filter.kind !== 'all' || this.filter.starred);

  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts readings, so that an answer overtaken by a newer question is dropped. */
  private reading = 0;
  private loadingMore = false;

  constructor() {
    rpc.on('images.changed', () => this.soon());
    rpc.onOpen(() => this.soon());
  }

  /** Changes the query and reads from the start. */
  setFilter(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
    this.images = [];
    this.loaded = false;
    this.soon();
  }

  /** Reads the next page; call it when the end comes into view. */
  async loadMore(): Promise<void> {
    if (this.complete || this.loadingMore || !this.loaded) return;
    this.loadingMore = true;
    const reading = this.reading;
    const answer = await notifications.guard(this.read(this.images.length, PAGE));
    this.loadingMore = false;
    if (!answer || reading !== this.reading) return;
    this.images = [...this.images, ...answer.images];
    this.total = answer.total;
  }

  async star(ids: ImageId[], starred: boolean): Promise<void> {
    await notifications.guard(rpc.call('images.star', { ids, starred }));
  }

  /** Into the bin, with an undo on the stack and in a toast. */
  async delete(ids: ImageId[]): Promise<void> {
    const done = await notifications.guard(rpc.call('images.delete', { ids }).then(() => true));
    if (!done) return;
    for (const id of ids) this.selection.delete(id);
    const entry = history.did({
      title: t('library.deletePictures'),
      undo: () => rpc.call('images.restore', { ids }),
      redo: () => rpc.call('images.delete', { ids }),
    });
    notifications.show({
      kind: 'done',
      title: t('library.deleted', { n: ids.length }),
      action: { label: t('common.undo'), run: () => history.undoEntry(entry) },
    });
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void notifications.guard(this.refresh()), SETTLE);
  }

  /** Reads again as much as was shown. */
  private async refresh(): Promise<void> {
    const reading = ++this.reading;
    const wanted = Math.max(PAGE, this.images.length);
    const images: LibraryImage[] = [];
    let total = 0;
    do {
      const answer = await this.read(images.length, Math.min(LARGEST_PAGE, wanted - images.length));
      if (reading !== this.reading) return;
      images.push(...answer.images);
      total = answer.total;
      if (answer.images.length === 0) break;
    } while (images.length < Math.min(wanted, total));
    this.images = images;
    this.total = total;
    this.loaded = true;
  }

  private read(offset: number, limit: number) {
    return rpc.call('images.list', LibraryQuery.parse({ ...this.filter, offset, limit }));
  }
}

export const library = new Library();
