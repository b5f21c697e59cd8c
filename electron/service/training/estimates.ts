// What a run would take, measured by a few of its steps before it is started.
import { join } from 'node:path';
import { availableMemory } from 'node:process';
import type { EngineResults } from '#contract/engine.ts';
import type { TrainingEstimate, TrainSettings } from '#contract/training.ts';
import { picturesFor } from './plan.ts';
import type { TrainingSetup } from './setup.ts';
import { explained, inOwnProcess } from './trainer.ts';
import { valuesOf } from './values.ts';

/** Checkpoints on the disk at a time: those that are kept, the best one, and the one that is being written. */
const CHECKPOINTS = 5;
/** About the bytes of a preview, and one is made each minute. */
const PREVIEW = 150_000;
const PREVIEW_EVERY = 60;

type Measured = EngineResults['estimate'];

function estimateOf(measured: Measured, settings: TrainSettings, usual: number): TrainingEstimate {
  const { secondsPerStep, startSeconds, bytes, checkpointBytes } = measured;
  const { minutes } = settings;
  const fitting = minutes === undefined ? usual : Math.max(1, Math.round((60 * minutes) / secondsPerStep));
  const steps = settings.steps ?? fitting;
  const seconds = startSeconds + steps * secondsPerStep;
  const diskBytes = CHECKPOINTS * checkpointBytes + PREVIEW * Math.ceil(seconds / PREVIEW_EVERY);
  return { steps, secondsPerStep, seconds, bytes, freeBytes: availableMemory(), diskBytes };
}

/** One at a time: a new one ends the one before it. */
export class Estimates {
  private readonly setup: TrainingSetup;
  /** Runs stand still meanwhile, or both would be measured wrong. */
  private readonly onBusy: (busy: boolean) => void;
  private current: { cancel: AbortController; ended: Promise<unknown> } | null = null;

  constructor(setup: TrainingSetup, onBusy: (busy: boolean) => void) {
    this.setup = setup;
    this.onBusy = onBusy;
  }

  /** Throws a `UserError` that says what is missing, out of range or too much, and `cancelled` if another one is asked for. */
  async run(settings: TrainSettings, signal?: AbortSignal): Promise<TrainingEstimate> {
    const before = this.cancel();
    const cancel = new AbortController();
    const abort = () => cancel.abort();
    signal?.addEventListener('abort', abort, { once: true });
    const measuring = before.then(() => this.measure(settings, cancel.signal));
    const ended = measuring.catch(() => undefined);
    const mine = { cancel, ended };
    this.current = mine;
    this.onBusy(true);
    try {
      return await measuring;
    } catch (error) {
      throw explained(error);
    } finally {
      signal?.removeEventListener('abort', abort);
      if (this.current === mine) {
        this.current = null;
        this.onBusy(false);
      }
    }
  }

  /** Resolves when nothing of it runs any more. */
  async cancel(): Promise<void> {
    this.current?.cancel.abort();
    await this.current?.ended;
  }

  private async measure(settings: TrainSettings, signal: AbortSignal): Promise<TrainingEstimate> {
    const { recipes, datasets, devices, preferences, entry, log, library } = this.setup;
    const description = await recipes.find(settings.recipe);
    const values = valuesOf(description, settings);
    const pictures = await picturesFor(description, settings, datasets);
    const process = { entry, device: await devices.trainer(), threads: preferences.get().threads, log };
    const cache = join(library.folders.cache, 'steps');
    const task = { task: 'estimate', recipe: description.id, values, seed: settings.seed, ...pictures, cache } as const;
    const measured = await inOwnProcess(process, task, { signal });
    return estimateOf(measured, settings, description.presets[settings.preset].steps);
  }
}
