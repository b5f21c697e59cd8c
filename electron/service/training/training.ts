// Training runs for windows and the command line: planned, queued, paused, continued, kept, and shown.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fromWireError, UserError } from '#contract/errors.ts';
import { events } from '#contract/events.ts';
import type { ModelId, RunId } from '#contract/ids.ts';
import { RUN_FILES, type TrainingProgress } from '#contract/run-folder.ts';
import type { MetricPoint, Run, RunDetail, TrainSettings } from '#contract/training.ts';
import type { RunRow } from '../../library/index.ts';
import { Estimates } from './estimates.ts';
import { type Length, planResume, planRun } from './plan.ts';
import { newestPreview, readBefore, readCheckpoints, readPreviews } from './run-folder.ts';
import { readLog } from './run-log.ts';
import { branchOf, type Branching, modelOf } from './run-models.ts';
import { RunQueue } from './run-queue.ts';
import { readSeries, thinned } from './series.ts';
import type { TrainingSetup } from './setup.ts';

export type Following = {
  /** Aborted: stops and keeps. */
  signal?: AbortSignal;
  onProgress?: (progress: TrainingProgress) => void;
};

/** Points of a series that a window is sent. */
const SHOWN_POINTS = 400;

export class Training {
  readonly queue: RunQueue;
  readonly estimates: Estimates;
  private readonly setup: TrainingSetup;

  constructor(setup: TrainingSetup) {
    this.setup = setup;
    this.queue = new RunQueue(setup, (id) => this.changed(id));
    this.estimates = new Estimates(setup, (busy) => this.queue.hold('estimate', busy));
  }

  /** The newest first. */
  list(): Run[] {
    return this.setup.library.runs.list().map((run) => this.view(run));
  }

  get(id: RunId): Run {
    return this.view(this.row(id));
  }

  async detail(id: RunId): Promise<RunDetail> {
    const { library, datasets } = this.setup;
    const run = this.row(id);
    const folder = this.folder(id);
    const progress = this.queue.progress(id);
    const { points, extractor } = await readSeries(folder, progress);
    return {
      run: this.view(run),
      progress,
      data: await datasets.get(run.data),
      content: run.content === null ? null : await datasets.get(run.content),
      previews: await readPreviews(folder),
      before: await readBefore(folder),
      checkpoints: await readCheckpoints(folder),
      series: thinned(points, SHOWN_POINTS),
      extractor,
      branches: library.runs
        .list()
        .filter(({ parent }) => parent?.run === id)
        .map((branch) => this.view(branch)),
      log: await readLog(folder),
    };
  }

  /** Makes a model of a checkpoint, the newest one if none is named. */
  use(id: RunId, step?: number): Promise<ModelId> {
    return modelOf(this.setup, this.row(id), step).finally(() => this.changed(id));
  }

  /** By id, the beginning of an id, or name (the newest of that name); throws `not-found`. */
  find(text: string): RunRow {
    const all = this.setup.library.runs.list();
    const beginning = all.filter(({ id }) => id.startsWith(text));
    const found = all.find(({ name }) => name === text) ?? (beginning.length === 1 ? beginning[0] : undefined);
    if (found) return found;
    const newest = all.slice(0, 5).map(({ id, name }) => `${id.slice(0, 8)} (${name})`);
    throw new UserError('not-found', `There is no run “${text}”.`, {
      hint:
        newest.length > 0 ? `The newest are ${newest.join(', ')}.` : 'Nothing has been trained in this library yet.',
    });
  }

  metrics(id: RunId): MetricPoint[] {
    return this.setup.library.runs.metrics(id);
  }

  /** Starts a run, or puts it behind the one that is going on. Throws a `UserError` that says what is missing. */
  async start(settings: TrainSettings): Promise<Run> {
    return this.enter(await planRun(await this.setup.recipes.find(settings.recipe), settings, this.setup.datasets));
  }

  async rename(id: RunId, name: string): Promise<Run> {
    this.row(id);
    this.setup.library.runs.change(id, { name });
    return Promise.resolve(this.changed(id));
  }

  async pause(id: RunId): Promise<Run> {
    await this.queue.leave(this.row(id).id, 'paused');
    return this.get(id);
  }

  /** Throws a `UserError` that says why the run cannot go on. */
  async resume(id: RunId, length: Length): Promise<Run> {
    const run = this.row(id);
    if (run.status === 'running' || run.status === 'waiting') return this.get(id);
    const { library, recipes, datasets } = this.setup;
    const change = await planResume(run, await recipes.find(run.recipe), this.folder(id), datasets, length);
    library.runs.change(id, change);
    this.changed(id);
    this.queue.enter(id);
    return this.get(id);
  }

  /** What was learned so far becomes the model. */
  async stop(id: RunId): Promise<Run> {
    const { library } = this.setup;
    const left = await this.queue.leave(this.row(id).id, 'stopped');
    const run = this.row(id);
    if (run.status === 'done' || (left && run.model !== null)) return this.get(id);
    if ((await readCheckpoints(this.folder(id))).length > 0) await modelOf(this.setup, run);
    library.runs.change(id, { status: 'stopped', error: null });
    return this.changed(id);
  }

  async remove(id: RunId): Promise<void> {
    await this.queue.leave(this.row(id).id, 'paused');
    this.setup.library.runs.bin(id, Date.now());
    this.setup.events.emit('run.removed', { id });
  }

  restore(id: RunId): Run {
    this.row(id);
    this.setup.library.runs.bin(id, null);
    return this.changed(id);
  }

  async branch(id: RunId, branching: Branching): Promise<Run> {
    return this.enter(await branchOf(this.setup, this.row(id), branching));
  }

  /** Adds a run whose row is complete; a waiting one takes its turn. */
  enter(run: RunRow): Run {
    this.setup.library.runs.add(run);
    const added = this.changed(run.id);
    if (run.status === 'waiting') this.queue.enter(run.id);
    return added;
  }

  /** Resolves when a run that was started has ended; throws what it failed of. */
  async follow(id: RunId, { signal, onProgress }: Following = {}): Promise<Run> {
    let stopping: Promise<unknown> | undefined;
    const stop = () => void (stopping = this.stop(id));
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    let quiet = () => undefined as void;
    try {
      const run = await new Promise<Run>((resolve) => {
        const look = () => {
          const now = this.get(id);
          if (now.status !== 'running' && now.status !== 'waiting') resolve(now);
        };
        quiet = this.setup.events.listen((event, data) => {
          if (event === 'run.changed') look();
          const told = events['run.progress'].safeParse(event === 'run.progress' ? data : undefined);
          if (told.data?.id === id) onProgress?.(told.data.progress);
        });
        look();
      });
      if (run.error) throw fromWireError(run.error);
      await stopping;
      return this.get(id);
    } finally {
      quiet();
      signal?.removeEventListener('abort', stop);
    }
  }

  /** A picture of a run’s previews; `null` if there is none of that name. */
  preview(id: RunId, file: string): string | null {
    const path = join(this.folder(id), RUN_FILES.previews, file);
    return existsSync(path) ? path : null;
  }

  folder(id: RunId): string {
    return join(this.setup.library.folders.runs, id);
  }

  /** Throws `not-found`. */
  row(id: RunId): RunRow {
    const run = this.setup.library.runs.get(id);
    if (run) return run;
    throw new UserError('not-found', 'This run is no longer in the library.');
  }

  async close(): Promise<void> {
    await Promise.all([this.estimates.cancel(), this.queue.close()]);
  }

  private changed(id: RunId): Run {
    const run = this.get(id);
    this.setup.events.emit('run.changed', run);
    return run;
  }

  private view(row: RunRow): Run {
    const { minutes, ...run } = row;
    const progress = this.queue.progress(run.id);
    const mean = run.seconds > 0 && run.step > 0 ? run.step / run.seconds : null;
    const byClock = minutes === null || progress === null ? Infinity : Math.max(0, 60 * minutes - progress.seconds);
    const left = progress?.secondsLeft ?? null;
    return {
      ...run,
      stepsPerSecond: progress?.stepsPerSecond || mean,
      secondsLeft: left === null ? null : Math.min(left, byClock),
      preview: progress?.preview?.file ?? newestPreview(this.folder(run.id)),
    };
  }
}
