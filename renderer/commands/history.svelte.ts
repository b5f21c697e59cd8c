// What was done and can be undone, newest last.
import { notifications } from '../state/notifications.svelte.ts';

export type Entry = { title: string; undo: () => unknown; redo: () => unknown };

const LONGEST = 200;

class History {
  private done = $state.raw<Entry[]>([]);
  private undone = $state.raw<Entry[]>([]);

  /** The entries that `undo` and `redo` would take, `undefined` if none. */
  readonly last: Entry | undefined = $derived(this.done.at(-1));
  readonly next: Entry | undefined = $derived(this.undone.at(-1));

  /** Records what was just done; whatever had been undone is forgotten. Returns the entry. */
  did(entry: Entry): Entry {
    this.done = [...this.done.slice(1 - LONGEST), entry];
    this.undone = [];
    return entry;
  }

  async undo(): Promise<void> {
    if (this.last) await this.undoEntry(this.last);
  }

  /** Undoes one entry wherever it stands, for an "Undo" button in a toast; once. */
  async undoEntry(entry: Entry): Promise<void> {
    if (!this.done.includes(entry)) return;
    this.done = this.done.filter((one) => one !== entry);
    this.undone = [...this.undone, entry];
    await notifications.guard(() => entry.undo());
  }

  async redo(): Promise<void> {
    const entry = this.next;
    if (!entry) return;
    this.undone = this.undone.slice(0, -1);
    this.done = [...this.done, entry];
    await notifications.guard(() => entry.redo());
  }
}

export const history = new History();
