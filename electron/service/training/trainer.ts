// The engine process of one run: separate from the others, so that a run out of memory takes nothing else down.
import type { EngineResults, EngineTaskInput } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import type { DeviceId } from '#contract/ids.ts';
import { EngineDied, EngineProcess, type RunOptions } from '../engine-process.ts';
import type { Log } from '../log.ts';

/**
 * The runtime hands results over as new arrays in every step. glibc gives large freed blocks back to the system at once,
 * and touching new pages for the next ones can cost more than the arithmetic: here it keeps them.
 */
export const KEEP_MEMORY = { MALLOC_MMAP_THRESHOLD_: String(2 ** 32), MALLOC_TRIM_THRESHOLD_: String(2 ** 34) };
/** Milliseconds for a stopped run to write its checkpoint and its model. */
const STOP_LIMIT = 120_000;

export type TrainTask = Omit<Extract<EngineTaskInput, { task: 'train' }>, 'task'>;

function explained(error: unknown): unknown {
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

/** An aborted signal stops the run and keeps what it has. */
export async function runTrainer(
  setup: { entry: string; device: DeviceId; threads: number; log: Log },
  task: TrainTask,
  options: Pick<RunOptions, 'signal' | 'onTraining'>,
): Promise<EngineResults['train']> {
  const { entry, log, device, threads } = setup;
  let engine: EngineProcess | undefined;
  try {
    engine = await EngineProcess.start(entry, { device, threads, probe: false, env: KEEP_MEMORY }, log);
    return await engine.run({ task: 'train', ...task }, { ...options, patience: STOP_LIMIT });
  } catch (error) {
    throw explained(error);
  } finally {
    await engine?.stop();
  }
}
