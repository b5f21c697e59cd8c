// A gate before each step of a run: closed while something more urgent has the device.
import { once } from 'node:events';

export class Hold {
  /** Hears of every change. */
  onChange: ((held: boolean) => void) | undefined;
  /** Aborted when the gate opens. */
  private closed: AbortController | undefined;

  get held(): boolean {
    return this.closed !== undefined;
  }

  set(held: boolean): void {
    if (held === this.held) return;
    this.closed?.abort();
    this.closed = held ? new AbortController() : undefined;
    this.onChange?.(held);
  }

  /** Waits until the gate is open, or `signal` is aborted. */
  async passed(signal: AbortSignal): Promise<void> {
    while (this.closed && !signal.aborted) {
      await once(AbortSignal.any([signal, this.closed.signal]), 'abort');
    }
  }
}
