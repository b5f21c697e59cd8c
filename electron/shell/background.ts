// Training that may go on after the window was closed: knows from the service's events whether there is any.
import { z } from 'zod';
import { RunId } from '#contract/ids.ts';
import { RunStatus } from '#contract/training.ts';
import { Push } from '#contract/wire.ts';

const RunChanged = z.object({ id: RunId, status: RunStatus });
const RunNamed = z.object({ id: RunId });

export class Background {
  /** Runs that train or wait for their turn. */
  private readonly runs = new Set<RunId>();
  /** The user wants them to go on without a window. */
  private wanted = false;

  get training(): boolean {
    return this.runs.size > 0;
  }

  /** Whether the program goes on without a window. */
  get stays(): boolean {
    return this.wanted && this.training;
  }

  stay(): void {
    this.wanted = true;
  }

  /** Any frame of the service; whether with it the last training ended. */
  see(frame: unknown): boolean {
    const before = this.training;
    const push = Push.safeParse(frame).data;
    if (push?.event === 'run.changed') {
      const run = RunChanged.safeParse(push.data).data;
      if (run) this.put(run.id, run.status === 'running' || run.status === 'waiting');
    } else if (push?.event === 'run.progress' || push?.event === 'run.removed') {
      const run = RunNamed.safeParse(push.data).data;
      if (run) this.put(run.id, push.event === 'run.progress');
    }
    return before && !this.training;
  }

  /** The service was lost: what it trains it says when it is back. */
  reset(): void {
    this.runs.clear();
  }

  private put(id: RunId, active: boolean): void {
    if (active) this.runs.add(id);
    else this.runs.delete(id);
  }
}
