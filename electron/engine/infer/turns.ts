// Lets one caller at a time use the device, those at a screen before those in a batch.

type Waiting = { interactive: boolean; start: () => void };

export class Turns {
  private busy = false;
  private readonly queue: Waiting[] = [];

  /** Runs `work` when its turn comes: interactive callers first, otherwise in order of asking. */
  async take<T>(interactive: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      const behind = interactive ? this.queue.findIndex((other) => !other.interactive) : -1;
      this.queue.splice(behind < 0 ? this.queue.length : behind, 0, { interactive, start });
      this.next();
    });
    try {
      return await work();
    } finally {
      this.busy = false;
      this.next();
    }
  }

  private next(): void {
    if (this.busy) return;
    const first = this.queue.shift();
    if (!first) return;
    this.busy = true;
    first.start();
  }
}
