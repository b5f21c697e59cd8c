// What the product adds to compiled steps: a training task with all that belongs to it, beside its bare phases on prepared pictures.
// Run by `npm run bench -- loop`, with `--only` for another recipe than `style`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { EngineTask } from '#contract/engine.ts';
import { DeviceId } from '#contract/ids.ts';
import { type ParameterValue } from '#contract/training.ts';
import { findRecipe } from '../../electron/engine/recipes/index.ts';
import { type Recipe } from '../../electron/engine/recipes/recipe.ts';
import { Hold } from '../../electron/engine/train/hold.ts';
import { dueIn } from '../../electron/engine/train/read-ahead.ts';
import { readRunFolder } from '../../electron/engine/train/run-folder.ts';
import { trainTask } from '../../electron/engine/train/train-task.ts';
import { TrainingRun } from '../../electron/engine/train/training-run.ts';
import { drawPicture } from '../engine/metrics/pictures.ts';

/** Steps of each side that are timed, and of a turn before the other side has its own. The first of a turn does not count. */
const STEPS = 100;
const TURN = 11;
const PICTURES = 40;
/** Wanted in place of the defaults, as far as a recipe has them: large pictures are the most work to read. */
const VALUES: Readonly<Record<string, ParameterValue>> = { size: '256' };

type TrainTask = Extract<EngineTask, { task: 'train' }>;

export type LoopBench = {
  recipe: string;
  size: string;
  steps: number;
  /** Medians. */
  taskMs: number;
  bareMs: number;
  /** taskMs / bareMs: what the product adds. */
  ratio: number;
  /** Share of the time in which steps waited for pictures. */
  waiting: number;
};

/** Both sides take turns, so that their ratio holds on a busy machine. `pictures`: files; otherwise some are drawn. */
export async function benchLoop({
  only,
  pictures,
  steps = STEPS,
}: { only?: string; pictures?: string[]; steps?: number } = {}): Promise<LoopBench> {
  await tf.setBackend('cpu');
  const folder = mkdtempSync(join(tmpdir(), 'atelier-bench-loop-'));
  try {
    const recipe = findRecipe(only ?? 'style');
    const files = pictures ?? (await drawnPictures(folder));
    return await compare(recipe, taskOf(recipe, folder, files), steps);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(recipe: Recipe, task: TrainTask, steps: number): Promise<LoopBench> {
  const machine = { device: DeviceId.parse('cpu'), threads: 0, cache: task.cache };
  const [hold, controller] = [new Hold(), new AbortController()];
  const turns = new Turns(hold);
  const context = { machine, hold, signal: controller.signal, onWarning: () => undefined };
  const training = trainTask(task, recipe, { ...context, onTraining: ({ step, stage }) => turns.hear(step, stage) });
  await Promise.race([turns.standing, training]);
  const file = await readRunFolder(task.runFolder);
  const bare = await TrainingRun.open(recipe, file, { ...machine, budget: 1e9, onUnreadable: () => undefined });
  await bare.start();
  const bareMs: number[] = [];
  while (turns.ms.length < steps) {
    await bareTurn(bare, bareMs);
    await Promise.race([turns.next(), training]);
  }
  await bare.release();
  controller.abort();
  const { waiting } = await training;
  const { values } = task;
  const [taskMedian, bareMedian] = [median(turns.ms), median(bareMs)];
  return {
    recipe: recipe.id,
    size: String(values['size'] ?? ''),
    steps: turns.ms.length,
    taskMs: taskMedian,
    bareMs: bareMedian,
    ratio: taskMedian / bareMedian,
    waiting,
  };
}

/** Lets a task train for a turn, then makes it stand still. */
class Turns {
  /** Of each step. */
  readonly ms: number[] = [];
  standing: Promise<void>;
  private stood: () => void = () => undefined;
  private readonly hold: Hold;
  private last = 0;
  private step = 0;
  private steps = 0;

  constructor(hold: Hold) {
    this.hold = hold;
    this.standing = this.stand();
  }

  next(): Promise<void> {
    this.standing = this.stand();
    this.steps = 0;
    this.hold.set(false);
    return this.standing;
  }

  hear(step: number, stage: string): void {
    if (stage === 'compiling' || step === this.step) return;
    const now = performance.now();
    if (this.steps > 0) this.ms.push(now - this.last);
    this.last = now;
    this.step = step;
    if (++this.steps < TURN) return;
    this.hold.set(true);
    this.stood();
  }

  private stand(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stood = resolve;
    return promise;
  }
}

/** Steps on the same pictures over and over: nothing is prepared, kept or told meanwhile. */
async function bareTurn(run: TrainingRun, ms: number[]): Promise<void> {
  for (let step = 0; step < TURN; step++) {
    let sum = 0;
    for (const phase of dueIn(step, run.phases)) sum += 1000 * (await run.time(phase));
    if (step > 0) ms.push(sum);
  }
}

function taskOf(recipe: Recipe, folder: string, files: readonly string[]): TrainTask {
  const values = Object.entries(recipe.parameters).map(([name, parameter]) => {
    const wanted = VALUES[name];
    const fits = parameter.kind !== 'choice' || parameter.choices.some((choice) => choice === wanted);
    return [name, wanted !== undefined && fits ? wanted : parameter.default] as const;
  });
  const items = files.map((path, k) => ({ path, class: k % 2 === 0 ? 'even' : 'odd' }));
  return EngineTask.parse({
    task: 'train',
    runFolder: join(folder, 'run'),
    recipe: recipe.id,
    values: Object.fromEntries(values),
    seed: 1,
    data: items,
    content: recipe.needs.content ? items : [],
    steps: 100_000,
    previewPictures: files.slice(0, 4),
    cache: join(folder, 'cache'),
  }) as TrainTask;
}

function drawnPictures(folder: string): Promise<string[]> {
  return Promise.all(
    Array.from({ length: PICTURES }, async (_, k) => {
      const file = join(folder, `${k}.jpg`);
      await drawPicture(k, 1024, 768).jpeg().toFile(file);
      return file;
    }),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

export function printLoop({ recipe, size, steps, taskMs, bareMs, ratio, waiting }: LoopBench): string {
  return (
    `${recipe} at ${size} px, ${steps} steps: ${taskMs.toFixed(0)} ms in a task, ${bareMs.toFixed(0)} ms bare, ` +
    `ratio ${ratio.toFixed(3)}; waited for pictures ${(100 * waiting).toFixed(1)} % of the time`
  );
}
