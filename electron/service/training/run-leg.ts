// One stretch of a run: from its start or its last checkpoint until it is done, is ended, or its process dies for good.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineResults } from '#contract/engine.ts';
import { toWireError } from '#contract/errors.ts';
import type { RunId } from '#contract/ids.ts';
import { RUN_FILES, type TrainingProgress } from '#contract/run-folder.ts';
import type { RunStatus } from '#contract/training.ts';
import type { RunChange, RunRow } from '../../library/index.ts';
import { EngineDied } from '../engine-process.ts';
import { learning } from './plan.ts';
import { noteOf, shortenLog } from './run-log.ts';
import { readSeries } from './series.ts';
import type { TrainingSetup } from './setup.ts';
import { explained, type TrainTask, Trainer } from './trainer.ts';

/** Photos that previews show, for recipes that change pictures. */
const PREVIEWED = 4;
/** Milliseconds between writes of a run's row, and between events of its progress. */
const ROW_EVERY = 2000;
const TELL_EVERY = 250;
/** Milliseconds for the step under way when the run is left. */
const PATIENCE = { paused: 120_000, interrupted: 5000 };

/** How somebody ends it. */
export type LegEnd = Extract<RunStatus, 'paused' | 'stopped' | 'interrupted'>;

export class RunLeg {
  readonly id: RunId;
  /** Resolves when nothing of it runs any more and its row says how it ended. */
  readonly ended: Promise<void>;
  progress: TrainingProgress | null = null;
  private readonly setup: TrainingSetup;
  private readonly run: RunRow;
  private readonly folder: string;
  private trainer = new Trainer();
  private end: LegEnd | null = null;
  private held = false;
  private untold: TrainingProgress | null = null;
  private toldAt = -Infinity;
  private writtenAt = -Infinity;

  constructor(setup: TrainingSetup, run: RunRow, held: boolean) {
    this.setup = setup;
    this.run = run;
    this.id = run.id;
    this.folder = join(setup.library.folders.runs, run.id);
    this.hold(held);
    this.ended = this.work();
  }

  hold(held: boolean): void {
    this.held = held;
    this.trainer.hold(held);
  }

  /** Whoever comes later may make it harder but not softer: a run that is closed is not waited for. */
  leave(end: LegEnd): void {
    if (this.end === 'interrupted') return;
    this.end = end;
    if (end === 'stopped') this.trainer.stop();
    else this.trainer.leave(PATIENCE[end]);
  }

  private async work(): Promise<void> {
    const { runs } = this.setup.library;
    let change: RunChange;
    try {
      const { ended, step, seconds } = await this.train(await this.task());
      const status = ended === 'done' ? 'done' : (this.end ?? 'stopped');
      // A run that only waits makes its model later, though its process may have come as far as that.
      const kept = status === 'done' || status === 'stopped';
      change = { status, step, seconds, error: null, ...(kept && { model: await this.model() }) };
      noteOf(this.folder, `${status} after ${step} steps`);
    } catch (error) {
      const wire = this.end ? null : toWireError(explained(error));
      const { step, seconds } = this.progress ?? this.run;
      change = { status: this.end ?? 'failed', step, seconds, error: wire };
      noteOf(this.folder, wire ? `failed: ${wire.message}` : `${change.status} at step ${step}`);
      if (wire?.kind === 'internal') this.setup.log.error({ err: error, run: this.id }, 'a run failed');
    }
    if (this.untold) this.tell(this.untold);
    runs.replaceMetrics(this.id, (await readSeries(this.folder, this.progress)).points);
    runs.change(this.id, change);
  }

  private async task(): Promise<TrainTask> {
    const { run, folder } = this;
    const { library, datasets, recipes } = this.setup;
    const recipe = () => recipes.find(run.recipe);
    const { data, content, begun } = await learning(run, recipe, folder, datasets);
    await mkdir(folder, { recursive: true });
    await shortenLog(folder);
    noteOf(
      folder,
      begun ? `goes on, planned to step ${run.steps}` : `begins with ${data.length + content.length} pictures`,
    );
    const left = run.minutes === null ? undefined : Math.max(0.01, run.minutes - run.seconds / 60);
    return {
      runFolder: folder,
      recipe: run.recipe,
      values: run.values,
      seed: run.seed,
      data,
      content,
      ...(left === undefined ? { steps: run.steps } : { minutes: left }),
      resume: begun,
      previewPictures: [...content, ...data].slice(0, PREVIEWED).map(({ path }) => path),
      cache: join(library.folders.cache, 'steps'),
    };
  }

  /** A process that dies is started once more from the last checkpoint, if it had come further than its start. */
  private async train(task: TrainTask): Promise<EngineResults['train']> {
    const { devices, entry, log, preferences } = this.setup;
    const process = { entry, device: await devices.trainer(), threads: preferences.get().threads, log };
    const hooks = {
      onTraining: (progress: TrainingProgress) => this.hear(progress),
      onLog: ({ level, message }: { level: string; message: string }) => {
        if (level === 'warn' || level === 'info') noteOf(this.folder, message);
      },
    };
    try {
      return await this.trainer.run(process, task, hooks);
    } catch (error) {
      const further = (this.progress?.step ?? 0) > this.run.step;
      if (!(error instanceof EngineDied) || this.end || !further) throw error;
      log.warn({ run: this.id, reason: error.reason }, 'the trainer died and is started again');
      noteOf(this.folder, `the training process ended (${error.reason}) and is started again from the last checkpoint`);
      this.trainer = new Trainer();
      this.trainer.hold(this.held);
      return await this.trainer.run(process, { ...task, resume: true }, hooks);
    }
  }

  private hear(progress: TrainingProgress): void {
    const other = progress.stage !== this.progress?.stage;
    // The last step before something else is always told.
    if (other && this.untold) this.tell(this.untold);
    this.progress = progress;
    this.untold = progress;
    const now = performance.now();
    if (other || now - this.toldAt >= TELL_EVERY) this.tell(progress);
    if (now - this.writtenAt < ROW_EVERY) return;
    this.writtenAt = now;
    const { step, steps, seconds } = progress;
    this.setup.library.runs.change(this.id, { step, steps, seconds });
  }

  private tell(progress: TrainingProgress): void {
    this.toldAt = performance.now();
    this.untold = null;
    this.setup.events.emit('run.progress', { id: this.id, progress });
  }

  /** What the run has made so far, in the catalogue. */
  private async model(): Promise<RunRow['model']> {
    const folder = join(this.folder, RUN_FILES.model);
    const made = existsSync(join(folder, 'card.json'));
    return made ? this.setup.models.adopt(folder, this.run) : this.run.model;
  }
}
