// Real training that is paused, or whose service is killed again and again, learns the very same numbers.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { RunId } from '#contract/ids.ts';
import type { TrainingProgress } from '#contract/run-folder.ts';
import type { Workshop } from '../../electron/service/index.ts';
import { temporaryFolder, testWorkshop } from './support/studio.ts';
import { CPU, drawMany, lossesOf, tinySettings } from './support/tiny-run.ts';

/** By hand: `KILLS=30`. */
const KILLS = Number(process.env['KILLS'] ?? 2);
const STEPS = 200;
const entry = join(import.meta.dirname, '../../electron/service/main.ts');

async function uninterrupted(folder: string, data: string, steps: number) {
  const workshop = testWorkshop(join(folder, 'calm'));
  const { id } = await workshop.core.training.start(tinySettings(workshop, data, steps, 'Calm'));
  await workshop.core.training.follow(id);
  const losses = lossesOf(workshop, id);
  await workshop.close();
  return losses;
}

function stepOf({ core }: Workshop, id: RunId): number {
  return core.training.queue.progress(id)?.step ?? 0;
}

test('a paused run goes on bit for bit', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder();
  const data = await drawMany(join(folder, 'waves'));
  const workshop = testWorkshop(join(folder, 'library'));
  const { training } = workshop.core;
  const { id } = await training.start(tinySettings(workshop, data, STEPS, 'Paused'));
  for (const step of [30, 77]) {
    await expect.poll(() => stepOf(workshop, id), { timeout: 60_000, interval: 20 }).toBeGreaterThan(step);
    const paused = await training.pause(id);
    expect(paused).toMatchObject({ status: 'paused', model: null });
    expect(paused.step).toBeLessThan(STEPS);
    await training.resume(id, {});
  }
  expect(await training.follow(id)).toMatchObject({ status: 'done', step: STEPS, model: 'paused' });
  expect(lossesOf(workshop, id)).toEqual(await uninterrupted(folder, data, STEPS));
});

/**
 * Runs the service until a run has come some steps further than its start, then ends it: with SIGTERM it keeps its place, with
 * SIGKILL nothing is kept that was not on the disk. The step it began with and came to.
 */
async function runAndEnd(
  library: string,
  steps: number,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<[from: number, to: number]> {
  const child = spawn(process.execPath, [entry, '--library', library], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let [from, to] = [-1, -1];
  await new Promise<void>((resolve) => {
    child.on('message', (message: { event?: string; data?: { progress: TrainingProgress } }) => {
      if (message.event !== 'run.progress' || message.data?.progress.stage !== 'training') return;
      const { step } = message.data.progress;
      if (from < 0) from = step;
      to = step;
      if (step - from >= steps) resolve();
    });
    void gone.then(() => resolve());
  });
  await wait(Math.random() * 200);
  child.kill(signal);
  await gone;
  return [from, to];
}

test('a run survives kills of the service', { timeout: 60_000 + KILLS * 120_000 }, async () => {
  const folder = temporaryFolder();
  const data = await drawMany(join(folder, 'waves'));
  const library = join(folder, 'library');
  const steps = STEPS * 20;
  const first = testWorkshop(library, { device: undefined });
  await first.core.devices.list();
  const { id } = await first.core.training.start(tinySettings(first, data, steps, 'Killed'));
  await first.close();
  const legs: [number, number][] = [];
  let kept = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const [from, to] = await runAndEnd(library, Math.random() * 40, signal);
      legs.push([from, to]);
      // It went on where it was told to keep its place, and not from its start.
      expect(from).toBeGreaterThan(kept);
      if (signal === 'SIGTERM') kept = to;
    }
  }
  const last = testWorkshop(library, { device: CPU, jobs: 'new' });
  const { training } = last.core;
  const cut = training.get(id);
  expect(cut).toMatchObject({ status: 'interrupted', error: null });
  // What every leg came to was taken up again: nothing is left over of any of them.
  await training.resume(id, { steps: cut.step + 20 });
  const done = await training.follow(id);
  expect(done).toMatchObject({ status: 'done', model: 'killed' });
  expect(lossesOf(last, id)).toEqual(
    (await uninterrupted(folder, data, done.step)).slice(0, Math.floor(done.step / 10)),
  );
  if (process.env['KILLS']) console.log(JSON.stringify({ kills: KILLS, legs, steps: done.step }));
});
