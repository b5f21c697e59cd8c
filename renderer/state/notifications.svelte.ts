// Short messages in the corner, with an action where there is something to do.
import { UserError } from '#contract/errors.ts';
import { t } from '../i18n/index.svelte.ts';

export type Toast = {
  id: number;
  kind: 'info' | 'done' | 'attention' | 'failure';
  title: string;
  detail?: string;
  action?: { label: string; run: () => unknown };
  /** 0..1, or `null` while the extent is unknown; a toast with progress stays until it is dismissed. */
  progress?: number | null;
};

const SHORT = 5000;
const LONG = 9000;

class Notifications {
  toasts = $state.raw<Toast[]>([]);
  private nextId = 1;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Returns the id, for `update` and `dismiss`. */
  show(toast: Omit<Toast, 'id'>): number {
    const id = this.nextId++;
    this.toasts = [...this.toasts.slice(-3), { ...toast, id }];
    this.restart(id);
    return id;
  }

  update(id: number, change: Partial<Omit<Toast, 'id'>>): void {
    this.toasts = this.toasts.map((toast) => (toast.id === id ? { ...toast, ...change } : toast));
    this.restart(id);
  }

  dismiss(id: number): void {
    this.pause(id);
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** Says what failed; a cancelled operation is no failure. What is not a `UserError` is a bug and goes to the console too. */
  failure(error: unknown, action?: Toast['action']): void {
    if (error instanceof UserError && error.kind === 'cancelled') return;
    if (!(error instanceof UserError)) console.error(error);
    this.show({ kind: 'failure', ...describe(error), action });
  }

  /** Waits for `work` and reports its failure; `undefined` then. For event handlers: `onclick={() => notifications.guard(…)}`. */
  async guard<T>(work: Promise<T> | (() => T | Promise<T>)): Promise<T | undefined> {
    try {
      return await (typeof work === 'function' ? work() : work);
    } catch (error) {
      this.failure(error);
      return undefined;
    }
  }

  /** Keeps a toast while it is pointed at or focused. */
  pause(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  restart(id: number): void {
    this.pause(id);
    const toast = this.toasts.find((one) => one.id === id);
    if (!toast || toast.progress !== undefined) return;
    const time = toast.action || toast.kind === 'failure' ? LONG : SHORT;
    this.timers.set(
      id,
      setTimeout(() => this.dismiss(id), time),
    );
  }
}

/** An error as a title and a sentence about the way out. */
export function describe(error: unknown): { title: string; detail: string | undefined } {
  if (!(error instanceof UserError)) return { title: t('common.somethingWrong'), detail: t('common.internalHint') };
  const file = error.source?.split(/[\\/]/).pop();
  const title = file && !error.message.includes(file) ? `${file}: ${error.message}` : error.message;
  return { title, detail: error.hint };
}

export const notifications = new Notifications();
