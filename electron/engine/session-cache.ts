// Keeps the last used models ready: opening one takes longer than a small picture.
import { stat } from 'node:fs/promises';

const MOST = 2;

type Session = { release: () => Promise<void> };
type Entry<S> = { session: Promise<S>; users: number; replaced: boolean };

export class SessionCache<S extends Session> {
  private readonly open: (file: string) => Promise<S>;
  private readonly entries = new Map<string, Entry<S>>();

  constructor(open: (file: string) => Promise<S>) {
    this.open = open;
  }

  /** Runs `work` with the model at `file`, which stays open until `work` ends even if others replace it meanwhile. */
  async use<T>(file: string, work: (session: S) => Promise<T>): Promise<T> {
    const key = await versionOf(file);
    const entry = this.entries.get(key) ?? { session: this.open(file), users: 0, replaced: false };
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.users++;
    try {
      this.shrink();
      return await work(await entry.session);
    } catch (error) {
      if (await failed(entry.session)) this.entries.delete(key);
      throw error;
    } finally {
      entry.users--;
      if (entry.replaced && entry.users === 0) await release(entry);
    }
  }

  /** The least recently used models beyond the limit go; one in use goes when it is free. */
  private shrink(): void {
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= MOST) return;
      this.entries.delete(key);
      entry.replaced = true;
      if (entry.users === 0) void release(entry);
    }
  }
}

/** A file that was replaced by another under the same name is another model. */
async function versionOf(file: string): Promise<string> {
  const facts = await stat(file).catch(() => undefined);
  return `${file}|${facts?.size}|${facts?.mtimeMs}`;
}

async function failed(session: Promise<Session>): Promise<boolean> {
  return session.then(
    () => false,
    () => true,
  );
}

async function release(entry: Entry<Session>): Promise<void> {
  if (!(await failed(entry.session))) await (await entry.session).release();
}
