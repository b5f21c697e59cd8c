// Training runs: followed while they go on, kept when they stop, continued, and their models put into the catalogue.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetReport } from '#contract/dataset.ts';
import { toWireError, UserError } from '#contract/errors.ts';
import type { RunId } from '#contract/ids.ts';
import { RUN_FILES, type TrainingProgress } from '#contract/run-folder.ts';
import type { MetricPoint, RecipeDescription, Run, TrainSettings } from '#contract/training.ts';
import type { Library, RunChange, RunRow } from '../../library/index.ts';
import type { Devices } from '../devices.ts';
import type { Engine } from '../engine.ts';
import type { RunOptions } from '../engine-process.ts';
import type { Log } from '../log.ts';
import type { Models } from '../models.ts';
import type { Preferences } from '../preferences.ts';
import { type Dataset, examineDataset } from './dataset.ts';
import { type Length, type Plan, planResume, planRun } from './plan.ts';
import { readSeries } from './series.ts';
import { runTrainer } from './trainer.ts';

export type TrainingSetup = {
  library: Library;
  devices: Devices;
  models: Models;
  preferences: Preferences;
  /** Tells what can be trained, and looks at pictures. */
  reader: Engine;
  /** Entry of the trainers' processes. */
  entry: string;
  log: Log;
};

export type Following = {
  /** Aborted: stops and keeps. */
  signal?: AbortSignal;
  onProgress?: (progress: TrainingProgress) => void;
};

/** Photos that previews show, for recipes that change pictures. */
const PREVIEWED = 4;
/** Milliseconds between writes of a run's row. */
const ROW_EVERY = 2000;

export class Training {
  private readonly setup: TrainingSetup;

  constructor(setup: TrainingSetup) {
    this.setup = setup;
    const runs = setup.library.runs.interrupt();
    if (runs > 0) setup.log.info({ runs }, 'runs that were cut off can be continued');
  }

  async recipes(): Promise<RecipeDescription[]> {
    return (await this.setup.reader.run({ task: 'recipes' })).recipes;
  }

  /** Throws `not-found` with the ids that there are. */
  async recipe(id: string): Promise<RecipeDescription> {
    const recipes = await this.recipes();
    const found = recipes.find((recipe) => recipe.id === id);
    if (found) return found;
    throw new UserError('not-found', `There is no recipe “${id}”.`, {
      hint: `There are ${recipes.map((recipe) => recipe.id).join(', ')}.`,
    });
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

  /** Looks at pictures before anything is trained on them. */
  examine(dataset: Dataset, recipe: RecipeDescription | undefined, options: RunOptions): Promise<DatasetReport> {
    return examineDataset(this.setup.reader, dataset, recipe, options);
  }

  /** Throws a `UserError` that says what is missing. */
  async plan(settings: TrainSettings): Promise<Plan> {
    return planRun(await this.recipe(settings.recipe), settings);
  }

  /** `text`: as for `find`. Throws a `UserError` that says why the run cannot go on. */
  async planResume(text: string, length: Length): Promise<Plan> {
    const run = this.find(text);
    return planResume(run, await this.recipe(run.recipe), this.folder(run.id), length);
  }

  /** Trains until the plan is done, or until `signal` stops it; what it has learned by then is kept either way. */
  async train({ run, pictures, length, resume }: Plan, { signal, onProgress }: Following = {}): Promise<Run> {
    const { devices, entry, library, log, preferences } = this.setup;
    const { runs } = library;
    const { id, recipe, values, seed } = run;
    const device = await devices.trainer();
    const runFolder = this.folder(id);
    await mkdir(runFolder, { recursive: true });
    if (runs.get(id)) runs.change(id, { status: 'running', steps: run.steps, error: null });
    else runs.add(run);
    let change: RunChange = {};
    let last: TrainingProgress | undefined;
    let written = 0;
    const onTraining = (progress: TrainingProgress) => {
      const { step, steps, seconds } = progress;
      last = progress;
      change = { step, steps, seconds };
      if (performance.now() - written > ROW_EVERY) {
        written = performance.now();
        runs.change(id, change);
      }
      onProgress?.(progress);
    };
    const previewPictures = [...pictures.content, ...pictures.data.map(({ path }) => path)].slice(0, PREVIEWED);
    const cache = join(library.folders.cache, 'steps');
    const task = { runFolder, recipe, values, seed, ...pictures, ...length, resume, previewPictures, cache };
    try {
      const setup = { entry, device, threads: preferences.get().threads, log };
      const { ended, step, seconds } = await runTrainer(setup, task, { signal, onTraining });
      change = { ...change, status: ended, step, seconds };
      change.model = await this.model(run);
    } catch (error) {
      const stopped = signal?.aborted === true;
      change = { ...change, status: stopped ? 'stopped' : 'failed', error: stopped ? null : toWireError(error) };
      if (!stopped) throw error;
    } finally {
      runs.replaceMetrics(id, await readSeries(runFolder, last));
      runs.change(id, change);
    }
    return this.view(id);
  }

  private folder(id: RunId): string {
    return join(this.setup.library.folders.runs, id);
  }

  /** What the run has made so far, in the catalogue. */
  private async model(run: RunRow): Promise<RunRow['model']> {
    const folder = join(this.folder(run.id), RUN_FILES.model);
    return existsSync(join(folder, 'card.json')) ? this.setup.models.adopt(folder, run) : run.model;
  }

  private view(id: RunId): Run {
    const run = this.find(id);
    const stepsPerSecond = run.seconds > 0 && run.step > 0 ? run.step / run.seconds : null;
    return { ...run, stepsPerSecond, secondsLeft: null };
  }
}
