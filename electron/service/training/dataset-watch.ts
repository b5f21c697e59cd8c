// Hears of changes in folders: from the system where it tells, and by looking again now and then where it does not.
import { type FSWatcher, watch } from 'node:fs';

/** Milliseconds: quiet after the last change before it is told, and between looks where nothing is told. */
const QUIET = 400;
const LOOK_EVERY = 10_000;

export class FolderWatch {
  private readonly onChange: () => void;
  private readonly watchers = new Map<string, FSWatcher>();
  private timer: NodeJS.Timeout | undefined;
  private looking: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /**
   * Watches exactly these folders, each for itself: watching a tree would take a watcher for every single file on Linux.
   * `unsure`: something of interest cannot be watched, so it is looked at now and then.
   */
  set(folders: readonly string[], unsure: boolean): void {
    const wanted = new Set(folders);
    for (const [folder, watcher] of this.watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    const deaf = [...wanted].filter((folder) => !this.watchers.has(folder) && !this.watch(folder));
    clearInterval(this.looking);
    this.looking = undefined;
    if (unsure || deaf.length > 0) this.looking = setInterval(this.onChange, LOOK_EVERY).unref();
  }

  close(): void {
    this.set([], false);
    clearTimeout(this.timer);
  }

  private watch(folder: string): boolean {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.changed());
      watcher.on('error', () => {
        watcher.close();
        this.watchers.delete(folder);
        this.changed();
      });
      this.watchers.set(folder, watcher);
      return true;
    } catch {
      return false;
    }
  }

  private changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.onChange, QUIET).unref();
  }
}
