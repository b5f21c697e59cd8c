// Sets of pictures to learn from, kept by the service's events, and what can be done with them.
import { type Dataset, type DatasetEntry, type DatasetFix } from '#contract/dataset.ts';
import { type DatasetId } from '#contract/ids.ts';
import { rpc } from '../api/rpc.svelte.ts';
import { type Entry, history } from '../commands/history.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import { notifications } from './notifications.svelte.ts';

/** Entries read in one call when all of a set are wanted. */
const PAGE = 500;
/** Milliseconds in which changes are read together. */
const SETTLE = 100;

/** A fix of one set. */
export type SetFix = { id: DatasetId; fix: DatasetFix };

class Datasets {
  /** The newest first. */
  list = $state.raw<Dataset[]>([]);
  loaded = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    rpc.on('datasets.changed', () => this.soon());
    rpc.onOpen(() => this.soon());
  }

  get(id: DatasetId | null): Dataset | undefined {
    return this.list.find((set) => set.id === id);
  }

  /** Rejects with a `UserError`; so do all below. Without paths it is empty, for uploads. */
  async create(name: string, paths: string[] = []): Promise<Dataset> {
    return this.put(await rpc.call('datasets.create', { name: name.slice(0, 80), paths }));
  }

  async add(id: DatasetId, paths: string[]): Promise<Dataset> {
    return this.put(await rpc.call('datasets.add', { id, paths }));
  }

  /** As it is now, without waiting for the event. */
  async read(id: DatasetId): Promise<Dataset | null> {
    await this.refresh();
    return this.get(id) ?? null;
  }

  async rename(id: DatasetId, name: string): Promise<void> {
    const before = this.get(id)?.name ?? name;
    const call = async (to: string) => this.put(await rpc.call('datasets.rename', { id, name: to }));
    await call(name);
    history.did({ title: t('train.renameSet'), undo: () => call(before), redo: () => call(name) });
  }

  /** Off the list, with an undo on the stack and in a toast. Pictures are not touched. */
  async remove(id: DatasetId): Promise<void> {
    const name = this.get(id)?.name ?? '';
    const remove = async () => {
      await rpc.call('datasets.remove', { id });
      this.list = this.list.filter((set) => set.id !== id);
    };
    await remove();
    const entry = history.did({
      title: t('train.removeSet'),
      undo: async () => this.put(await rpc.call('datasets.restore', { id })),
      redo: remove,
    });
    this.offerUndo(t('train.setRemoved', { name }), entry);
  }

  /** Leaves out, crops or takes back, with an undo on the stack; `said`: also in a toast that says this. */
  async fix(fixes: SetFix[], title: string, said?: string): Promise<void> {
    const apply = async () => {
      for (const { id, fix } of fixes) this.put(await rpc.call('datasets.fix', { id, fix }));
    };
    await apply();
    const undo = async () => {
      for (const { id, fix } of fixes) this.put(await rpc.call('datasets.fix', { id, fix: inverse(fix) }));
    };
    const entry = history.did({ title, undo, redo: apply });
    if (said) this.offerUndo(said, entry);
  }

  async pictures(id: DatasetId, offset: number, limit: number): Promise<{ pictures: DatasetEntry[]; total: number }> {
    return rpc.call('datasets.pictures', { id, offset, limit });
  }

  /** The entries of these files, in their order; those of a file that is not there any more are left out. */
  async entriesOf(id: DatasetId, files: readonly string[]): Promise<DatasetEntry[]> {
    const wanted = new Set(files);
    const found: Record<string, DatasetEntry> = {};
    let left = wanted.size;
    for (let [offset, total] = [0, 1]; offset < total && left > 0; offset += PAGE) {
      const page = await this.pictures(id, offset, PAGE);
      for (const entry of page.pictures.filter(({ file }) => wanted.has(file))) {
        found[entry.file] = entry;
        left -= 1;
      }
      total = page.total;
    }
    return files.flatMap((file) => found[file] ?? []);
  }

  private offerUndo(title: string, entry: Entry): void {
    const action = { label: t('common.undo'), run: () => history.undoEntry(entry) };
    notifications.show({ kind: 'done', title, action });
  }

  private put(set: Dataset): Dataset {
    this.list = [set, ...this.list.filter(({ id }) => id !== set.id)].sort((a, b) => b.createdAt - a.createdAt);
    return set;
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void notifications.guard(this.refresh()), SETTLE);
  }

  private async refresh(): Promise<void> {
    this.list = (await rpc.call('datasets.list', {})).datasets;
    this.loaded = true;
  }
}

function inverse(fix: DatasetFix): DatasetFix {
  switch (fix.fix) {
    case 'leave-out':
      return { fix: 'take-back', files: fix.files };
    case 'crop':
      return { fix: 'take-back', files: Object.keys(fix.crops) };
    case 'take-back':
      return { fix: 'leave-out', files: fix.files };
  }
}

export const datasets = new Datasets();
