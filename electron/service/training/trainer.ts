// The engine process of one run: separate from the others, so that a run out of memory takes nothing else down.
import type { EngineResults, EngineTaskInput } from '#contract/engine.ts';
import { cancelled, UserError } from '#contract/errors.ts';
import type { DeviceId } from '#contract/ids.ts';
import type { TrainingProgress } from '#contract/run-folder.ts';
import { EngineDied, EngineProcess, type RunOptions } from '../engine-process.ts';
import type { Log } from '../log.ts';

/**
 * The runtime hands results over as new arrays in every step. glibc gives large freed blocks back to the system at once,
 * and touching new pages for the next ones can cost more than the arithmetic: here it keeps them.
 */
export const KEEP_MEMORY = { MALLOC_MMAP_THRESHOLD_: String(2 ** 32), MALLOC_TRIM_THRESHOLD_: String(2 ** 34) };
/** Milliseconds for a stopped run to write its checkpoint and its model. */
const STOP_LIMIT = 120_000;

export type ProcessSetup = { entry: string; device: DeviceId; threads: number; log: Log };
export type TrainTask = Omit<Extract<EngineTaskInput, { task: 'train' }>, 'task'>;

/** What the end of a training process means to somebody who trains. */
export function explained(error: unknown): unknown {
  if (!(error instanceof EngineDied)) return error;
  if (error.reason === 'out-of-memory') {
    return new UserError('out-of-memory', 'Training ran out of memory.', {
      hint: 'Start again with fewer pictures in a step or a smaller size. The last checkpoint of this run is kept.',
      cause: error,
    });
  }
  return new UserError('internal', 'The training process ended unexpectedly.', {
    hint: 'The last checkpoint is kept; the run can be continued.',
    cause: error,
  });
}

function start({ entry, log, device, threads }: ProcessSetup): Promise<EngineProcess> {
  return EngineProcess.start(entry, { device, threads, probe: false, env: KEEP_MEMORY }, log);
}

/** One task in a process that nothing else depends on; an aborted signal ends it at once. */
export async function inOwnProcess<T extends EngineTaskInput>(
  setup: ProcessSetup,
  task: T,
  options: Omit<RunOptions, 'patience'> = {},
): Promise<EngineResults[T['task']]> {
  const engine = await start(setup);
  try {
    return await engine.run(task, { ...options, patience: 0 });
  } finally {
    await engine.stop();
  }
}

export class Trainer {
  private readonly stopping = new AbortController();
  private engine: EngineProcess | null = null;
  private stage: TrainingProgress['stage'] = 'compiling';
  private withoutModel = false;
  private held = false;
  private limit: NodeJS.Timeout | undefined;

  /** Throws `EngineDied` for a process that ended by itself, `cancelled` for a run that `leave` ended. */
  async run(
    setup: ProcessSetup,
    task: TrainTask,
    options: Pick<RunOptions, 'onTraining' | 'onLog'>,
  ): Promise<EngineResults['train']> {
    const onTraining = (progress: TrainingProgress) => {
      this.stage = progress.stage;
      options.onTraining?.(progress);
      // The checkpoint is on the disk: this was all that was wanted.
      if (this.withoutModel && this.stage === 'exporting') this.engine?.kill();
    };
    const { signal } = this.stopping;
    if (signal.aborted) throw cancelled();
    const engine = await start(setup);
    this.engine = engine;
    try {
      const ending = engine.run({ task: 'train', ...task }, { ...options, onTraining, signal, patience: STOP_LIMIT });
      if (this.held) engine.hold(true);
      return await ending;
    } finally {
      clearTimeout(this.limit);
      await engine.stop();
    }
  }

  hold(held: boolean): void {
    this.held = held;
    this.engine?.hold(held);
  }

  /** Ends after the step under way, with a checkpoint and a model. */
  stop(): void {
    // Before the first step there is nothing to keep that is not there already.
    if (this.stage === 'compiling') this.leave(0);
    else this.stopping.abort();
  }

  /** Ends after the step under way with a checkpoint only; after so many milliseconds with the last one there is. */
  leave(patience: number): void {
    this.withoutModel = true;
    this.stopping.abort();
    if (this.stage === 'compiling' || this.stage === 'exporting') this.engine?.kill();
    else this.limit = setTimeout(() => this.engine?.kill(), patience);
  }
}
