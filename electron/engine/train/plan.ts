// How many steps a run is to have: as many as it was given, or as many as fit into its minutes.
import { type LoopClock } from './loop-clock.ts';
import { type TrainingRun } from './training-run.ts';

export type PlanOptions = {
  /**
   * Ends the run, from now on. How many steps fit is planned again and again as it goes on, so that schedules come to their end
   * with the clock whatever else the machine does: such a run is not the same twice.
   */
  readonly minutes?: number | undefined;
  /** With `minutes`: not more than these in all. */
  readonly mostSteps?: number | undefined;
};

/** The first plan by the clock is made after so many steps of this start, the next ones after so many seconds each. */
const FIRST = 3;
const EVERY = 10;

/** Writes to `run.steps`, which schedules follow. */
export class Plan {
  private readonly run: Pick<TrainingRun, 'step' | 'steps'>;
  private readonly clock: LoopClock;
  private readonly seconds: number | undefined;
  private readonly most: number;
  private done = 0;

  constructor(run: Plan['run'], clock: LoopClock, { minutes, mostSteps = Infinity }: PlanOptions) {
    this.run = run;
    this.clock = clock;
    this.seconds = minutes === undefined ? undefined : 60 * minutes;
    this.most = mostSteps;
  }

  /** `earlier`: seconds that the steps of earlier starts took. */
  begin(earlier: number): void {
    if (earlier > 0) this.fit(this.run.step / earlier);
  }

  /** A step has been done. */
  stepped(): void {
    const { run, clock } = this;
    // Faster than planned, a run by the clock has time for more.
    const early = run.step >= run.steps;
    if (++this.done === FIRST || early || clock.due('plan', EVERY)) this.fit(clock.stepsPerSecond);
  }

  get over(): boolean {
    return this.run.step >= this.run.steps || this.clock.secondsNow >= (this.seconds ?? Infinity);
  }

  /** Nothing more will be done: what is planned is what there is. */
  end(): void {
    if (this.seconds !== undefined) this.run.steps = this.run.step;
  }

  /** Nothing before the first step. */
  get secondsLeft(): number | null {
    const { run, clock } = this;
    if (clock.stepsPerSecond === 0) return null;
    const left = (run.steps - run.step) / clock.stepsPerSecond;
    return Math.min(left, Math.max(0, (this.seconds ?? Infinity) - clock.secondsNow));
  }

  private fit(stepsPerSecond: number): void {
    if (this.seconds === undefined) return;
    const left = Math.round((this.seconds - this.clock.secondsNow) * stepsPerSecond);
    this.run.steps = Math.min(this.most, this.run.step + Math.max(1, left));
  }
}
