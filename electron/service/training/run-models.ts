// What is made of a run’s checkpoints: models, and runs that go on from there with other values.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { type ModelId, RunId } from '#contract/ids.ts';
import { RUN_FILES, StatisticsLine } from '#contract/run-folder.ts';
import type { ParameterValues } from '#contract/training.ts';
import type { RunRow } from '../../library/index.ts';
import { readJsonLines } from './json-lines.ts';
import type { Length } from './plan.ts';
import { readCheckpoints } from './run-folder.ts';
import { noteOf } from './run-log.ts';
import type { TrainingSetup } from './setup.ts';
import { explained, inOwnProcess, type ProcessSetup } from './trainer.ts';
import { changedValues } from './values.ts';

export type Branching = Length & { step: number; values: ParameterValues; name?: string | undefined };

async function processOf({ devices, preferences, entry, log }: TrainingSetup): Promise<ProcessSetup> {
  return { entry, device: await devices.trainer(), threads: preferences.get().threads, log };
}

/** The newest one if no step is named. Throws `not-found`. */
async function checkpointOf(
  run: RunRow,
  folder: string,
  step: number | undefined,
): Promise<{ step: number; newest: boolean }> {
  const all = await readCheckpoints(folder);
  const newest = all.at(-1)?.step;
  const found = step === undefined ? newest : all.find((checkpoint) => checkpoint.step === step)?.step;
  if (found !== undefined) return { step: found, newest: found === newest };
  const there = all.map((checkpoint) => checkpoint.step).join(', ');
  throw new UserError('not-found', `“${run.name}” has no checkpoint${step === undefined ? '' : ` of step ${step}`}.`, {
    hint: there ? `There are those of step ${there}.` : 'It has to train for a while first.',
  });
}

/**
 * Makes a model of a checkpoint. That of the newest one is the run’s own model; any other one is a model beside it, which is
 * made anew if it is asked for again.
 */
export async function modelOf(setup: TrainingSetup, run: RunRow, wanted?: number): Promise<ModelId> {
  const { library, models } = setup;
  const folder = join(library.folders.runs, run.id);
  const { step, newest } = await checkpointOf(run, folder, wanted);
  const output = library.files.temporary();
  try {
    const task = { task: 'exportCheckpoint', runFolder: folder, step, output } as const;
    await inOwnProcess(await processOf(setup), task);
    if (!newest) {
      const { card } =
        (await models.list()).find(
          ({ card: { id, trained } }) => id !== run.model && trained?.run === run.id && trained.steps === step,
        ) ?? {};
      return await models.adopt(output, { name: `${run.name} (${step})`, model: card?.id ?? null });
    }
    const model = await models.adopt(output, run);
    library.runs.change(run.id, { model });
    return model;
  } catch (error) {
    throw explained(error);
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

/** The row of a new run whose folder is there; it is in the library only when it is added. */
export async function branchOf(setup: TrainingSetup, run: RunRow, branching: Branching): Promise<RunRow> {
  const { library, recipes } = setup;
  const folder = join(library.folders.runs, run.id);
  const { step } = await checkpointOf(run, folder, branching.step);
  const values = changedValues(await recipes.find(run.recipe), run.values, branching.values);
  const steps = branching.steps ?? run.steps;
  if (branching.minutes === undefined && steps <= step) {
    throw new UserError('bad-input', `The branch begins with step ${step} and would end at step ${steps}.`, {
      hint: 'Give it more steps; they count from the beginning of the run.',
    });
  }
  const id = RunId.parse(randomUUID());
  // The folder’s name is the run’s id for everything that is made of it.
  const output = join(library.folders.runs, id);
  try {
    await inOwnProcess(await processOf(setup), { task: 'branch', runFolder: folder, step, values, output });
  } catch (error) {
    await rm(output, { recursive: true, force: true });
    throw explained(error);
  }
  noteOf(output, `branched off “${run.name}” at step ${step}`);
  const lines = await readJsonLines(join(folder, RUN_FILES.statistics), StatisticsLine);
  const seconds = lines.findLast((line) => line.step <= step)?.seconds ?? 0;
  return {
    ...run,
    id,
    name: branching.name ?? `${run.name} (${step})`.slice(0, 80),
    values,
    parent: { run: run.id, step },
    status: 'waiting',
    step,
    steps,
    minutes: branching.minutes === undefined ? null : seconds / 60 + branching.minutes,
    seconds,
    createdAt: Date.now(),
    model: null,
    error: null,
  };
}
