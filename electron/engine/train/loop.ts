// The only training loop. It knows no recipe: steps until the plan is done or it is stopped, a checkpoint, a preview and metrics now and then.
import { setImmediate } from 'node:timers/promises';
import { UserError } from '#contract/errors.ts';
import { type RunFile, type TrainingProgress } from '#contract/run-folder.ts';
import { type Recipe } from '../recipes/recipe.ts';
import { healthOf } from './health.ts';
import { LoopClock } from './loop-clock.ts';
import { openMeasure } from './measure/measure.ts';
import { Measuring, type MeasuringOptions, type Open } from './measuring.ts';
import { Plan, type PlanOptions } from './plan.ts';
import { Preview } from './preview.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';
import { type Losses } from './statistics.ts';
import { NotFinite, type RunOptions, TrainingRun } from './training-run.ts';

export type LoopOptions = RunOptions &
  RecorderOptions &
  MeasuringOptions &
  PlanOptions & {
    /** Photos that previews show, for recipes that change pictures. */
    readonly previewPictures: readonly string[];
    /** Pictures of each set that metrics compare. */
    readonly samples: number;
    readonly onProgress: (progress: TrainingProgress) => void;
    /** Seconds between checkpoints and between previews. */
    readonly checkpointEvery: number;
    readonly previewEvery: number;
  };

export type Ending = {
  /** `done`: the steps or the minutes are over. */
  readonly ended: 'done' | 'stopped';
  readonly step: number;
  readonly steps: number;
  readonly seconds: number;
  /** Share of the time in which steps waited for pictures. */
  readonly waiting: number;
  readonly stepsPerSecond: number;
};

/** A run that fails this often without a checkpoint in between is given up. */
const MOST_FAILURES = 3;
/**
 * Trains from the newest checkpoint in the folder, or from the start if there is none, and leaves a checkpoint at the end.
 * `whenEnded` is called while its nets are still there. Throws `UserError`.
 */
export async function train(
  recipe: Recipe,
  file: RunFile,
  options: LoopOptions,
  whenEnded: (run: TrainingRun, last: TrainingProgress) => Promise<void> = () => Promise.resolve(),
): Promise<Ending> {
  const run = await TrainingRun.open(recipe, file, options);
  let preview: Preview | undefined;
  const open: Open = (turn) => openMeasure(recipe, file, run, { ...turn, machine: options, samples: options.samples });
  const measuring = recipe.metrics.length > 0 ? new Measuring(open, options) : undefined;
  try {
    const { previewPictures: pictures, onUnreadable } = options;
    preview = await Preview.open(run.product, run.state, options, { seed: file.seed, pictures, onUnreadable });
    const loop = new Loop(run, new Recorder(file, run, preview, options), measuring, options);
    options.hold.onChange = () => options.onProgress(loop.progress());
    const ending = await loop.train();
    await whenEnded(run, loop.progress());
    return ending;
  } finally {
    options.hold.onChange = undefined;
    await measuring?.release();
    await preview?.release();
    await run.release();
  }
}

class Loop {
  private readonly run: TrainingRun;
  private readonly recorder: Recorder;
  private readonly measuring: Measuring | undefined;
  private readonly options: LoopOptions;
  private readonly clock = new LoopClock();
  private readonly plan: Plan;
  private stage: TrainingProgress['stage'] = 'training';
  private losses: Losses = {};
  private failures = 0;

  constructor(run: TrainingRun, recorder: Recorder, measuring: Measuring | undefined, options: LoopOptions) {
    this.run = run;
    this.recorder = recorder;
    this.measuring = measuring;
    this.options = options;
    this.plan = new Plan(run, this.clock, options);
  }

  async train(): Promise<Ending> {
    const { run, recorder, measuring, clock, plan, options } = this;
    const earlier = await recorder.resume();
    if (earlier === undefined) await this.guarded(() => run.start());
    clock.start(earlier ?? 0, run.computed);
    measuring?.start(clock.seconds);
    plan.begin(earlier ?? 0);
    // There is always something to go back to, and something to see.
    await this.keep();
    await clock.aside(() => recorder.show());
    const goesOn = (): boolean => !plan.over && !options.signal.aborted;
    do {
      while (goesOn()) {
        await this.rest();
        if (goesOn()) await this.turn();
      }
      // May find numbers out of bounds and go back.
      await this.keep();
    } while (goesOn());
    const ended = plan.over ? 'done' : 'stopped';
    if (ended === 'done') {
      plan.end();
      await recorder.writePlan();
      await this.measure();
    }
    await clock.aside(() => recorder.show());
    const { seconds, stepsPerSecond } = clock;
    return { ended, step: run.step, steps: run.steps, seconds, stepsPerSecond, waiting: clock.waiting(run.computed) };
  }

  progress(): TrainingProgress {
    const { run, recorder, clock, plan } = this;
    const { stepsPerSecond, seconds } = clock;
    return {
      stage: this.options.hold.held ? 'held' : this.stage,
      step: run.step,
      steps: run.steps,
      seconds,
      stepsPerSecond,
      secondsLeft: plan.secondsLeft,
      losses: this.losses,
      waiting: clock.waiting(run.computed),
      health: healthOf(recorder.lines, recorder.previews, run.attempt),
      checkpoint: recorder.checkpoint,
      preview: recorder.previews.at(-1) ?? null,
    };
  }

  /** Stands still while something else has the device. */
  private async rest(): Promise<void> {
    const { hold, signal, onProgress } = this.options;
    if (!hold.held) return;
    onProgress(this.progress());
    await this.clock.apart(() => hold.passed(signal));
  }

  /** A step, and what is due after it. */
  private async turn(): Promise<void> {
    const { clock, options } = this;
    await this.guarded(() => this.step());
    this.plan.stepped();
    if (clock.due('checkpoint', options.checkpointEvery)) {
      await this.keep();
      if (this.measuring?.due(clock.seconds)) await this.measure();
    }
    if (clock.due('preview', options.previewEvery)) await clock.aside(() => this.recorder.show());
    // Messages to the process are heard between steps.
    await setImmediate();
  }

  /** The newest checkpoint, which is of now. Of the start there is nothing to say. */
  private async measure(): Promise<void> {
    const { run, recorder, clock, measuring, options } = this;
    if (!measuring || run.step === 0 || recorder.measured) return;
    this.stage = 'measuring';
    options.onProgress(this.progress());
    await clock.apart(async () => {
      const found = await measuring.now(clock.seconds);
      if (found) await recorder.addMetrics(found);
    });
    this.stage = 'training';
  }

  private async step(): Promise<void> {
    const losses = await this.run.next();
    this.clock.stepped();
    this.losses = losses;
    await this.recorder.add(this.clock.seconds, losses);
    this.options.onProgress(this.progress());
  }

  private async keep(): Promise<void> {
    const before = this.recorder.checkpoint ?? -1;
    await this.guarded(() => this.clock.aside(() => this.recorder.save(this.clock.seconds)));
    if ((this.recorder.checkpoint ?? -1) > before) this.failures = 0;
  }

  /** When numbers have become worthless the run goes back to its last checkpoint and takes another way from there. */
  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NotFinite)) throw error;
      this.failures++;
      this.options.onWarning(`Numbers beyond all bounds: ${error.message}; going back to the last checkpoint.`);
      if (this.failures >= MOST_FAILURES || this.recorder.checkpoint === null) throw outOfBounds(this.recorder);
      await this.recorder.rollBack();
    }
  }
}

function outOfBounds({ checkpoint }: Recorder): UserError {
  const kept = checkpoint === null ? '' : ` The checkpoint of step ${checkpoint} is kept.`;
  return new UserError(
    'bad-input',
    `The training does not hold: its numbers grew beyond all bounds each time.${kept}`,
    {
      hint: 'Start again with lower learning rates, or leave out pictures that are nothing like the others.',
    },
  );
}
