// The training loop: goes on bit by bit after a stop or a kill, guards against numbers out of bounds, leaves a readable folder.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { type RunFile, type TrainingProgress } from '#contract/run-folder.ts';
import { Random } from '../../../electron/engine/random.ts';
import { listCheckpoints, readCheckpoint } from '../../../electron/engine/train/checkpoint.ts';
import { type LoopOptions, train } from '../../../electron/engine/train/loop.ts';
import { readStatistics } from '../../../electron/engine/train/statistics.ts';
import { testFolder } from '../imaging/setup.ts';
import { optionsFor, planOf, writePictures } from './loop-support.ts';
import { tinyGan } from './tiny-recipe.ts';

const root = testFolder('loop');
let pictures: string[] = [];
let runs = 0;

beforeAll(async () => {
  pictures = await writePictures(root, 10);
});

function newFolder(): string {
  const folder = join(root, `run-${runs++}`);
  mkdirSync(folder);
  return folder;
}

function trainTiny(folder: string, plan: Partial<RunFile> = {}, options: Partial<LoopOptions> = {}) {
  return train(tinyGan, planOf(pictures, plan), optionsFor(folder, options));
}

/** Everything of a run that does not depend on the clock. */
async function trace(folder: string) {
  const statistics = await readStatistics(join(folder, 'statistics.jsonl'));
  const [newest = ''] = await listCheckpoints(join(folder, 'checkpoints'));
  const { position, snapshot } = await readCheckpoint(newest);
  const { step, attempt, window } = position;
  const where = { step, attempt, window };
  return { lines: statistics.map((line) => ({ step: line.step, losses: line.losses })), where, snapshot };
}

async function stoppedAt(step: number, folder: string, plan: Partial<RunFile> = {}) {
  const controller = new AbortController();
  const onProgress = (progress: TrainingProgress) => progress.step === step && controller.abort();
  return trainTiny(folder, plan, { signal: controller.signal, onProgress });
}

test('leaves statistics, checkpoints and previews, and says how it does', async () => {
  const folder = newFolder();
  const told: TrainingProgress[] = [];
  const ending = await trainTiny(folder, {}, { onProgress: (progress) => told.push(progress) });
  expect(ending).toMatchObject({ ended: 'done', step: 20 });
  expect(ending.waiting).toBeGreaterThanOrEqual(0);
  expect(ending.waiting).toBeLessThanOrEqual(1);
  expect(told.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, k) => k + 1));
  expect(told.at(-1)).toMatchObject({ steps: 20, secondsLeft: 0, checkpoint: 0, preview: { step: 0 } });
  const lines = await readStatistics(join(folder, 'statistics.jsonl'));
  expect(lines.map(({ step }) => step)).toEqual([4, 8, 12, 16, 20]);
  expect(Object.keys(lines[0]?.losses ?? {}).sort()).toEqual(['discriminatorLoss', 'generatorLoss']);
  expect(readdirSync(join(folder, 'previews'))).toEqual(['00000000.webp', '00000020.webp']);
  const { width, height } = await sharp(join(folder, 'previews/00000020.webp')).metadata();
  expect([width, height]).toEqual([64, 64]);
});

test('a stop keeps a checkpoint, and what follows it is bit by bit what would have come without', async () => {
  const [whole, parted] = [newFolder(), newFolder()];
  await trainTiny(whole);
  expect(await stoppedAt(7, parted)).toMatchObject({ ended: 'stopped', step: 7 });
  expect((await listCheckpoints(join(parted, 'checkpoints'))).map((file) => parseInt(file.slice(-13)))).toEqual([7, 0]);
  expect(await stoppedAt(13, parted)).toMatchObject({ ended: 'stopped', step: 13 });
  expect(await trainTiny(parted)).toMatchObject({ ended: 'done', step: 20 });
  expect(await trace(parted)).toEqual(await trace(whole));
});

test('the same seed gives the same run, another seed another', async () => {
  const folders = [newFolder(), newFolder(), newFolder()] as const;
  for (const [k, folder] of folders.entries()) await trainTiny(folder, { steps: 4, seed: k === 2 ? 4 : 3 });
  const [a, b, c] = await Promise.all(folders.map(trace));
  expect(b).toEqual(a);
  expect(c?.lines).not.toEqual(a?.lines);
});

test('a damaged checkpoint is left out for the one before', async () => {
  const folder = newFolder();
  const whole = newFolder();
  await trainTiny(whole, { steps: 12 });
  await stoppedAt(4, folder, { steps: 12 });
  await stoppedAt(8, folder, { steps: 12 });
  const [newest = ''] = await listCheckpoints(join(folder, 'checkpoints'));
  const bytes = readFileSync(newest);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
  writeFileSync(newest, bytes);
  const warnings: string[] = [];
  await trainTiny(folder, { steps: 12 }, { onWarning: (message) => warnings.push(message) });
  expect(warnings).toEqual([expect.stringContaining('00000008.ckpt')]);
  expect(await trace(folder)).toEqual(await trace(whole));
});

test('does not begin anew over checkpoints that cannot be read', async () => {
  const folder = newFolder();
  await trainTiny(folder, { steps: 2 });
  for (const file of await listCheckpoints(join(folder, 'checkpoints'))) writeFileSync(file, 'no checkpoint');
  await expect(trainTiny(folder, { steps: 4 })).rejects.toMatchObject({ kind: 'corrupt' });
});

test('goes back to the last checkpoint when a loss is no number', async () => {
  const folder = newFolder();
  const warnings: string[] = [];
  const told: TrainingProgress[] = [];
  const values = { rate: 2e-4, breaksAt: 5, breaks: 1 };
  const watch = {
    onWarning: (message: string) => warnings.push(message),
    onProgress: (progress: TrainingProgress) => told.push(progress),
  };
  expect(await trainTiny(folder, { values, steps: 12 }, watch)).toMatchObject({ ended: 'done', step: 12 });
  expect(warnings).toHaveLength(1);
  expect(told.at(-1)?.health).toMatchObject([{ kind: 'rolled-back' }]);
  const { lines, where, snapshot } = await trace(folder);
  expect(lines.map(({ step }) => step)).toEqual([4, 8, 12]);
  expect(where.attempt).toBe(1);
  expect(Object.values(snapshot.variables).every((numbers) => numbers.every(Number.isFinite))).toBe(true);
});

test('keeps no weights that are no numbers, even at the end', async () => {
  const folder = newFolder();
  // The last step's loss is still a number, what it makes of the weights is not.
  const values = { rate: 2e-4, breaksAt: 5, breaks: 1 };
  expect(await trainTiny(folder, { values, steps: 6 })).toMatchObject({ ended: 'done', step: 6 });
  const { where, snapshot } = await trace(folder);
  expect(where).toMatchObject({ step: 6, attempt: 1 });
  expect(Object.values(snapshot.variables).every((numbers) => numbers.every(Number.isFinite))).toBe(true);
});

test('ends in plain words when it fails three times in a row, and keeps the checkpoint', async () => {
  const folder = newFolder();
  const values = { rate: 2e-4, breaksAt: 5, breaks: 9 };
  await expect(trainTiny(folder, { values })).rejects.toMatchObject({
    kind: 'bad-input',
    message: expect.stringContaining('checkpoint of step 0 is kept') as string,
    hint: expect.stringContaining('learning rates') as string,
  });
  expect(await listCheckpoints(join(folder, 'checkpoints'))).toHaveLength(1);
});

test('refuses a run of another version', async () => {
  const folder = newFolder();
  await trainTiny(folder, { steps: 2 });
  await expect(trainTiny(folder, { version: 2 })).rejects.toMatchObject({ kind: 'newer-version' });
});

test('ends by the clock', async () => {
  const folder = newFolder();
  const ending = await trainTiny(folder, { steps: 1e6 }, { minutes: 1 / 60 });
  expect(ending.ended).toBe('done');
  expect(ending.seconds).toBeGreaterThan(1);
  // What is planned follows the speed, and is written down.
  expect(ending.steps).toBe(ending.step);
  const { steps } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
  expect(steps).toBe(ending.step);
  expect(ending.seconds).toBeLessThan(20);
});

test('keeps the newest checkpoints only, and leaves no tensor and no growing memory behind', async () => {
  const folder = newFolder();
  await trainTiny(newFolder(), { steps: 2 });
  const before = tf.memory().numTensors;
  const buffers: number[] = [];
  const onProgress = ({ step }: TrainingProgress) => {
    if (step % 50 === 0) buffers.push(process.memoryUsage().arrayBuffers);
  };
  await trainTiny(folder, { steps: 300 }, { onProgress, checkpointEvery: 0.05 });
  expect(tf.memory().numTensors).toBe(before);
  expect(await listCheckpoints(join(folder, 'checkpoints'))).toHaveLength(3);
  const [first = 0] = buffers;
  expect(Math.max(...buffers) - first).toBeLessThan(64e6);
});

test('killed at any moment it goes on, to the same end', { timeout: 120_000 }, async () => {
  const [whole, killed] = [newFolder(), newFolder()];
  const plan = planOf(pictures, { steps: 40 });
  await train(tinyGan, plan, optionsFor(whole));
  const random = new Random(9);
  const reached: number[] = [];
  for (let k = 0; k < 5; k++) {
    const child = fork(join(import.meta.dirname, 'run-child.ts'), [killed, JSON.stringify(plan)], { silent: true });
    const exit = once(child, 'exit');
    let step = 0;
    let timer: NodeJS.Timeout | undefined;
    child.stdout?.on('data', (text: Buffer) => {
      step = Number(text.toString().trim().split('\n').at(-1));
      // The moments count from the first step: before it, nothing is written.
      timer ??= setTimeout(() => child.kill('SIGKILL'), 200 * random.uniform());
    });
    await exit;
    clearTimeout(timer);
    reached.push(step);
  }
  expect(reached.every((step) => step > 0)).toBe(true);
  expect(await train(tinyGan, plan, optionsFor(killed))).toMatchObject({ ended: 'done', step: 40 });
  expect(await trace(killed)).toEqual(await trace(whole));
  const left = readdirSync(killed, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.part'));
  expect(left).toEqual([]);
});
