// Standing still: a run waits while it is held, hears that it is to stop, and counts none of that time as training.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { type TrainingProgress } from '#contract/run-folder.ts';
import { Hold } from '../../../electron/engine/train/hold.ts';
import { LoopClock } from '../../../electron/engine/train/loop-clock.ts';
import { train } from '../../../electron/engine/train/loop.ts';
import { testFolder } from '../imaging/setup.ts';
import { optionsFor, planOf, writePictures } from './loop-support.ts';
import { tinyGan } from './tiny-recipe.ts';

const root = testFolder('hold');
let pictures: string[] = [];
beforeAll(async () => {
  pictures = await writePictures(root, 4);
});

/** A run of 6 steps that is held after its third. */
function heldRun(name: string, signal: AbortSignal) {
  const folder = join(root, name);
  mkdirSync(folder);
  const hold = new Hold();
  const told: TrainingProgress[] = [];
  const standing = Promise.withResolvers<void>();
  const onProgress = (progress: TrainingProgress): void => {
    told.push(progress);
    if (progress.step === 3 && !hold.held && told.filter(({ stage }) => stage === 'held').length === 0) hold.set(true);
    else if (progress.stage === 'held') standing.resolve();
  };
  const ended = train(tinyGan, planOf(pictures, { steps: 6 }), optionsFor(folder, { hold, signal, onProgress }));
  return { hold, told, ended, standing: standing.promise };
}

test('says at once that it is held, does no step meanwhile, and goes on', async () => {
  const { hold, told, ended, standing } = heldRun('goes-on', new AbortController().signal);
  await standing;
  await setTimeout(300);
  expect(told.at(-1)).toMatchObject({ stage: 'held', step: 3 });
  hold.set(false);
  expect(told.at(-1)).toMatchObject({ stage: 'training', step: 3 });
  expect(await ended).toMatchObject({ ended: 'done', step: 6 });
});

test('stops while it is held', async () => {
  const controller = new AbortController();
  const { ended, standing } = heldRun('stops', controller.signal);
  await standing;
  controller.abort();
  expect(await ended).toMatchObject({ ended: 'stopped', step: 3 });
});

test('time apart is no time of the run', async () => {
  const clock = new LoopClock();
  clock.start(10, 0);
  const before = clock.seconds;
  await clock.apart(async () => {
    await setTimeout(200);
    expect(clock.seconds - before).toBeLessThan(0.15);
    expect(clock.due('checkpoint', 0.2)).toBe(false);
  });
  expect(clock.seconds - before).toBeLessThan(0.15);
});
