// Everything that is being done or waits to be: jobs on pictures and training together.
import { type Run } from '#contract/training.ts';
import { jobs } from './jobs.svelte.ts';
import { runs } from './runs.svelte.ts';

const UNFINISHED = new Set<Run['status']>(['waiting', 'running', 'paused', 'interrupted']);

class Queue {
  /** Runs that are not over: what trains, what waits for it, then what was put aside. */
  readonly runs: Run[] = $derived([
    ...runs.active,
    ...runs.list.filter((run) => UNFINISHED.has(run.status) && !runs.active.includes(run)),
  ]);
  /** Files and runs that work is done on or that wait for it. */
  readonly left: number = $derived(jobs.filesLeft + runs.active.length);
  /** Whether nothing goes on although there is something left. */
  readonly paused: boolean = $derived(runs.active.length === 0 && jobs.allPaused);
  /** Seconds until all of it is done: training waits for jobs. `null` while unknown. */
  readonly remaining: number | null = $derived.by(() => {
    const work = jobs.filesLeft > 0 && !jobs.allPaused ? jobs.remaining : 0;
    const training = runs.running ? runs.remaining : 0;
    return work === null || training === null ? null : work + training;
  });
  readonly canPause: boolean = $derived(this.left > 0 && !this.paused);
  readonly canResume: boolean = $derived(this.paused || (this.left === 0 && this.runs.length > 0));

  /** Rejects with a `UserError`, as does `resumeAll`. */
  async pauseAll(): Promise<void> {
    for (const job of jobs.active) if (job.status !== 'paused') await jobs.pause(job.id);
    // Those that wait first, or each would begin as the one before it ends.
    for (const run of runs.active.toReversed()) await runs.pause(run.id);
  }

  async resumeAll(): Promise<void> {
    for (const job of jobs.active) if (job.status === 'paused') await jobs.resume(job.id);
    for (const run of this.runs) if (!runs.active.includes(run)) await runs.resume(run.id);
  }
}

export const queue = new Queue();
