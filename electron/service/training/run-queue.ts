// Runs wait in the order of their creation and train one at a time; they stand still while something more urgent computes.
import type { RunId } from '#contract/ids.ts';
import type { TrainingProgress } from '#contract/run-folder.ts';
import { type LegEnd, RunLeg } from './run-leg.ts';
import type { TrainingSetup } from './setup.ts';

/** What a run gives way to. */
export type Urgent = 'compute' | 'estimate';

/** Milliseconds for which nothing urgent computes before a run goes on: between two files of a batch it does not. */
const BREATH = 300;

export class RunQueue {
  private readonly setup: TrainingSetup;
  private readonly onChange: (id: RunId) => void;
  private readonly urgent = new Set<Urgent>();
  /** Runs that may start; `null`: all that wait. */
  private readonly ours: Set<RunId> | null;
  private leg: RunLeg | null = null;
  private started = false;
  private closed = false;
  private breath: NodeJS.Timeout | undefined;

  /** `onChange` hears of every run that starts or ends. */
  constructor(setup: TrainingSetup, onChange: (id: RunId) => void) {
    this.setup = setup;
    this.onChange = onChange;
    this.ours = setup.jobs === 'new' ? new Set() : null;
    const runs = setup.library.runs.interrupt();
    if (runs > 0) setup.log.info({ runs }, 'runs were cut off');
  }

  /** Takes up what was cut off, and what waits. */
  start(): void {
    this.started = true;
    const { runs } = this.setup.library;
    if (!this.ours) {
      const cut = runs.list().filter(({ status }) => status === 'interrupted');
      for (const { id } of cut) runs.change(id, { status: 'waiting' });
    }
    this.next();
  }

  get busy(): boolean {
    return this.leg !== null;
  }

  /** Of the run that is going on, if it is this one. */
  progress(id: RunId): TrainingProgress | null {
    return this.leg?.id === id ? this.leg.progress : null;
  }

  /** A run that now waits. */
  enter(id: RunId): void {
    this.ours?.add(id);
    this.next();
  }

  /** Ends a run that is going on or waits; resolves when it has ended. `false`: it did neither. */
  async leave(id: RunId, end: LegEnd): Promise<boolean> {
    const { runs } = this.setup.library;
    if (this.leg?.id === id) {
      this.leg.leave(end);
      await this.leg.ended;
      return true;
    }
    if (runs.get(id)?.status !== 'waiting') return false;
    runs.change(id, { status: end });
    this.onChange(id);
    return true;
  }

  hold(urgent: Urgent, held: boolean): void {
    clearTimeout(this.breath);
    if (held) {
      this.urgent.add(urgent);
      this.leg?.hold(true);
      return;
    }
    this.urgent.delete(urgent);
    if (this.urgent.size > 0) return;
    this.breath = setTimeout(() => this.leg?.hold(false), BREATH).unref();
  }

  /** The run that is going on keeps its place and goes on at the next start. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.breath);
    this.leg?.leave('interrupted');
    await this.leg?.ended;
  }

  private next(): void {
    if (this.leg || this.closed || !this.started) return;
    const { runs } = this.setup.library;
    const run = runs.list().findLast(({ id, status }) => status === 'waiting' && (this.ours?.has(id) ?? true));
    if (!run) return;
    runs.change(run.id, { status: 'running', error: null });
    const leg = new RunLeg(this.setup, run, this.urgent.size > 0);
    this.leg = leg;
    this.onChange(run.id);
    void leg.ended
      .catch((error: unknown) => this.setup.log.error({ err: error, run: run.id }, 'the queue of runs stumbled'))
      .then(() => {
        this.leg = null;
        this.onChange(run.id);
        // Whoever ended the run sees that first.
        setImmediate(() => this.next());
      });
  }
}
