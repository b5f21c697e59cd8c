// The tasks of training: a run in a folder, and what one would take.
import { type EngineResults, type EngineTask } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { type RunFile, type TrainingProgress } from '#contract/run-folder.ts';
import { type Recipe } from '../recipes/recipe.ts';
import { refuseOtherVersion } from './checkpoint.ts';
import { exportModel } from './export-model.ts';
import { train } from './loop.ts';
import { type Machine } from './machine.ts';
import { type Hold } from './hold.ts';
import { createRunFolder, readRunFolder, writeRunFile } from './run-folder.ts';
import { dueIn } from './read-ahead.ts';
import { NotFinite, TrainingRun } from './training-run.ts';

export type TrainContext = {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly hold: Hold;
  readonly onTraining: (progress: TrainingProgress) => void;
  readonly onWarning: (message: string) => void;
};

type TrainTask = Extract<EngineTask, { task: 'train' }>;
type EstimateTask = Extract<EngineTask, { task: 'estimate' }>;

/** Bytes that decoded pictures may take. */
const BUDGET = 1e9;
/** Seconds. */
const CHECKPOINT_EVERY = 180;
const PREVIEW_EVERY = 60;
const METRICS_EVERY = 300;
const STATISTICS_EVERY = 10;
const KEEP = 3;
/** Pictures of each set that metrics compare. */
const SAMPLES = 256;
/** Steps that are timed, after a first one. */
const TIMED = 3;

const NOTHING_YET = {
  stage: 'compiling',
  step: 0,
  seconds: 0,
  stepsPerSecond: 0,
  secondsLeft: null,
  losses: {},
  waiting: 0,
  health: [] as TrainingProgress['health'],
  checkpoint: null,
  preview: null,
} as const satisfies Partial<TrainingProgress>;

/** Throws `UserError`. The folder then has what there was until the last checkpoint. */
export async function trainTask(
  task: TrainTask,
  recipe: Recipe,
  context: TrainContext,
): Promise<EngineResults['train']> {
  const { machine, signal, hold, onTraining, onWarning } = context;
  const { runFolder: folder, previewPictures, cache, minutes, steps: mostSteps } = task;
  const file = task.resume ? await resumed(task, recipe) : await created(task, recipe);
  const unreadable: string[] = [];
  const options = {
    ...machine,
    cache,
    budget: BUDGET,
    folder,
    minutes,
    mostSteps,
    previewPictures,
    signal,
    hold,
    onWarning,
    checkpointEvery: CHECKPOINT_EVERY,
    previewEvery: PREVIEW_EVERY,
    metricsEvery: METRICS_EVERY,
    samples: SAMPLES,
    statisticsEvery: STATISTICS_EVERY,
    keep: KEEP,
    onProgress: onTraining,
    onUnreadable: (path: string, reason: string) => {
      unreadable.push(path);
      onWarning(`${path} was left out: ${reason}`);
    },
  };
  onTraining({ ...NOTHING_YET, steps: file.steps });
  const ending = await train(recipe, file, options, async (run, last) => {
    onTraining({ ...last, stage: 'exporting' });
    await exportModel(recipe, file, run, folder);
  });
  return { ...ending, unreadable };
}

/** Throws `UserError`. Nothing is left behind. */
export async function estimateTask(
  task: EstimateTask,
  recipe: Recipe,
  { machine, onWarning }: Pick<TrainContext, 'machine' | 'onWarning'>,
): Promise<EngineResults['estimate']> {
  const onUnreadable = (path: string, reason: string) => onWarning(`${path} was left out: ${reason}`);
  const started = performance.now();
  const run = await TrainingRun.open(recipe, fileOf(task, recipe, 1), {
    ...machine,
    cache: task.cache,
    budget: BUDGET,
    onUnreadable,
  });
  try {
    // What the steps work with is found first.
    await run.start();
    const startSeconds = (performance.now() - started) / 1000;
    let secondsPerStep = 0;
    for (const phase of dueIn(0, run.phases)) {
      const times: number[] = [];
      for (let k = 0; k <= TIMED; k++) times.push(await run.time(phase));
      // The first run of a session also takes its memory.
      const [median = 0] = times
        .slice(1)
        .sort((a, b) => a - b)
        .slice(TIMED >> 1);
      secondsPerStep += median / (phase.every as number);
    }
    return { secondsPerStep, startSeconds, bytes: run.bytes, checkpointBytes: run.checkpointBytes };
  } catch (error) {
    if (!(error instanceof NotFinite)) throw error;
    throw new UserError(
      'bad-input',
      'With these settings the numbers of the training grow beyond all bounds at once.',
      {
        hint: 'Lower the learning rates.',
        cause: error,
      },
    );
  } finally {
    await run.release();
  }
}

async function created(task: TrainTask, recipe: Recipe): Promise<RunFile> {
  // By the clock this is a first guess.
  const file = fileOf(task, recipe, task.steps ?? recipe.presets.balanced.steps);
  await createRunFolder(task.runFolder, file);
  return file;
}

async function resumed({ runFolder, steps }: TrainTask, recipe: Recipe): Promise<RunFile> {
  const file = await readRunFolder(runFolder);
  refuseOtherVersion(file, { recipe: recipe.id, version: recipe.version }, runFolder);
  if (steps === undefined || steps === file.steps) return file;
  const changed = { ...file, steps };
  await writeRunFile(runFolder, changed);
  return changed;
}

function fileOf(task: TrainTask | EstimateTask, recipe: Recipe, steps: number): RunFile {
  const { values, seed, content } = task;
  const byClass = recipe.needs.data === 'classes';
  const data = byClass ? task.data.filter((item) => item.class !== undefined) : task.data;
  const classes = byClass ? [...new Set(data.flatMap((item) => item.class ?? []))].sort() : [];
  if (data.length === 0 || (recipe.needs.content && content.length === 0)) {
    const hint = byClass ? 'Choose a folder with a sub-folder for each class.' : 'Choose a folder with pictures.';
    throw new UserError('bad-input', `“${recipe.id}” has no pictures to learn from.`, {
      hint: recipe.needs.content ? 'It needs two folders with pictures.' : hint,
    });
  }
  return { format: 1, recipe: recipe.id, version: recipe.version, values, seed, classes, data, content, steps };
}
