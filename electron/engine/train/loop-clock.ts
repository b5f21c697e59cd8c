// Time in a training run: what was spent, how fast steps go, what waiting took, and what is due.

/** Weight of the newest step in the mean speed. */
const NEWEST = 0.05;

export class LoopClock {
  private secondsPerStep = 0;
  private steps = 0;
  private began = 0;
  private earlier = 0;
  private computed = 0;
  /** Milliseconds that went into previews and checkpoints. */
  private besides = 0;
  private before = 0;
  /** When the clock was stopped, while it stands. */
  private stopped: number | undefined;
  private readonly last = new Map<string, number>();

  /** `earlier`: seconds that earlier starts took; `computed`: those in compiled steps that are not to be counted. */
  start(earlier: number, computed: number): void {
    this.began = performance.now();
    this.computed = computed;
    this.before = this.began;
    this.earlier = earlier;
  }

  /** Spent on the run so far. */
  get seconds(): number {
    return this.earlier + this.secondsNow;
  }

  /** Spent on it since this start. */
  get secondsNow(): number {
    return this.began === 0 ? 0 : (this.now() - this.began) / 1000;
  }

  /** A mean that forgets; 0 before the first step. */
  get stepsPerSecond(): number {
    return this.secondsPerStep > 0 ? 1 / this.secondsPerStep : 0;
  }

  /** A step has ended. */
  stepped(): void {
    const now = performance.now();
    const seconds = Math.max(1e-6, (now - this.before) / 1000);
    this.before = now;
    // The first steps also take their memory: the mean of few steps forgets sooner.
    const weight = Math.max(NEWEST, 1 / ++this.steps);
    this.secondsPerStep += weight * (seconds - this.secondsPerStep);
  }

  /** Runs what is neither a step nor waiting for one. */
  async aside(work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    try {
      await work();
    } finally {
      const took = performance.now() - started;
      this.besides += took;
      this.before += took;
    }
  }

  /** Runs what is no time of the run at all: standing still, measuring. */
  async apart(work: () => Promise<void>): Promise<void> {
    this.stopped = performance.now();
    try {
      await work();
    } finally {
      const took = performance.now() - this.stopped;
      this.stopped = undefined;
      this.began += took;
      this.before += took;
    }
  }

  /** Share of the time of this start that went neither into compiled steps nor into previews and checkpoints. */
  waiting(computed: number): number {
    const all = (this.now() - this.began - this.besides) / 1000;
    return all > 0 ? Math.min(1, Math.max(0, 1 - (computed - this.computed) / all)) : 0;
  }

  /** Whether `seconds` of the run have gone by since this was due last, or since the start. */
  due(what: string, seconds: number): boolean {
    const now = this.secondsNow;
    if (now - (this.last.get(what) ?? 0) < seconds) return false;
    this.last.set(what, now);
    return true;
  }

  private now(): number {
    return this.stopped ?? performance.now();
  }
}
