// Metrics of a run: on its checkpoints and at its end, without changing the way it goes, and left off at once when it is stopped.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { MetricsLine, type TrainingProgress } from '#contract/run-folder.ts';
import { type Recipe } from '../../../electron/engine/recipes/recipe.ts';
import { listCheckpoints, readCheckpoint } from '../../../electron/engine/train/checkpoint.ts';
import { splitHeldOut } from '../../../electron/engine/train/held-out.ts';
import { Hold } from '../../../electron/engine/train/hold.ts';
import { readLines } from '../../../electron/engine/train/json-lines.ts';
import { type LoopOptions, train } from '../../../electron/engine/train/loop.ts';
import { Measuring } from '../../../electron/engine/train/measuring.ts';
import { testFolder } from '../imaging/setup.ts';
import { optionsFor, planOf, writePictures } from './loop-support.ts';
import { tinyGan } from './tiny-recipe.ts';

const root = testFolder('measuring');
const measured: Recipe = { ...tinyGan, metrics: ['fid', 'kid', 'precision', 'recall', 'diversity'] };
let pictures: string[] = [];
beforeAll(async () => {
  pictures = await writePictures(root, 22);
});

function newFolder(name: string): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

const metricsOf = (folder: string) => readLines(join(folder, 'metrics.jsonl'), MetricsLine);

async function newest(folder: string) {
  const [file = ''] = await listCheckpoints(join(folder, 'checkpoints'));
  const { position, snapshot } = await readCheckpoint(file);
  return { step: position.step, window: position.window, snapshot };
}

test('measured or not, stopped or not, a run comes to the same numbers', { timeout: 180_000 }, async () => {
  const [plain, watched] = [newFolder('plain'), newFolder('watched')];
  const plan = planOf(pictures, { steps: 6 });
  await train(tinyGan, plan, optionsFor(plain));
  const stages = new Set<string>();
  const often: Partial<LoopOptions> = { checkpointEvery: 0, metricsEvery: 0 };
  const controller = new AbortController();
  const onProgress = ({ step, stage }: TrainingProgress): void => {
    stages.add(stage);
    if (step === 3 && stage === 'training') controller.abort();
  };
  await train(measured, plan, optionsFor(watched, { ...often, onProgress, signal: controller.signal }));
  await train(measured, plan, optionsFor(watched, often));
  expect(await newest(watched)).toEqual(await newest(plain));
  expect([...stages]).toContain('measuring');
  const lines = await metricsOf(watched);
  expect(lines.at(-1)).toMatchObject({
    step: 6,
    samples: 8,
    extractor: expect.stringContaining('mobilenet') as string,
  });
  expect(Object.keys(lines[0]?.metrics ?? {}).sort()).toEqual(['diversity', 'fid', 'kid', 'precision', 'recall']);
  const best = JSON.parse(readFileSync(join(watched, 'best.json'), 'utf8')) as { step: number; metric: string };
  expect(best.metric).toBe('kid');
  expect(lines.map(({ step }) => step)).toContain(best.step);
});

test('a run that is stopped while it is measured leaves that off', async () => {
  const folder = newFolder('left-off');
  const controller = new AbortController();
  const onProgress = ({ stage }: TrainingProgress) => stage === 'measuring' && controller.abort();
  const options = optionsFor(folder, { checkpointEvery: 0, metricsEvery: 0, onProgress, signal: controller.signal });
  expect(await train(measured, planOf(pictures), options)).toMatchObject({ ended: 'stopped', step: 1 });
  expect(await metricsOf(folder)).toEqual([]);
});

function twice(x: tf.Tensor4D): tf.Tensor4D {
  return tf.image.resizeNearestNeighbor(x, [2 * x.shape[1], 2 * x.shape[2]]);
}

test('an enlarger is measured on pictures that it does not learn from', { timeout: 180_000 }, async () => {
  const folder = newFolder('enlarger');
  const enlarger: Recipe = {
    ...tinyGan,
    metrics: ['psnrY', 'ssim'],
    build: (...given) => ({ ...tinyGan.build(...given), product: { kind: 'upscale', scale: 2, apply: twice } }),
  };
  await train(enlarger, planOf(pictures, { steps: 1 }), optionsFor(folder));
  const [line] = await metricsOf(folder);
  expect(line).toMatchObject({ step: 1, samples: 8 });
  expect(line?.metrics['psnrY']).toBeGreaterThan(15);
  expect(line?.metrics['ssim']).toBeLessThan(1);
});

test('eight of twenty or more pictures are kept out, the same ones every time', () => {
  const file = planOf(pictures);
  const { learned, heldOut } = splitHeldOut({ metrics: ['psnrY'] }, file);
  expect([learned.length, heldOut.length]).toEqual([14, 8]);
  expect(new Set([...learned, ...heldOut]).size).toBe(22);
  expect(splitHeldOut({ metrics: ['psnrY'] }, file).heldOut).toEqual(heldOut);
  expect(splitHeldOut({ metrics: ['psnrY'] }, { ...file, seed: 4 }).heldOut).not.toEqual(heldOut);
  expect(splitHeldOut({ metrics: ['psnrY'] }, planOf(pictures.slice(3))).heldOut).toEqual([]);
  expect(splitHeldOut({ metrics: ['kid'] }, file).heldOut).toEqual([]);
});

test('what takes long is done less often, and what fails is left off', async () => {
  const warnings: string[] = [];
  const options = {
    metricsEvery: 1,
    hold: new Hold(),
    signal: new AbortController().signal,
    onWarning: (message: string) => warnings.push(message),
  };
  const work = {
    measure: () => Promise.resolve({ metrics: { kid: 1 }, samples: 4 }),
    release: () => Promise.resolve(),
  };
  const slow = new Measuring(async ({ take }) => {
    await take(() => new Promise((resolve) => setTimeout(resolve, 200)));
    return work;
  }, options);
  expect(slow.due(1)).toBe(true);
  expect(await slow.now(1)).toMatchObject({ metrics: { kid: 1 } });
  expect(slow.due(4)).toBe(false);
  const failing = new Measuring(() => Promise.reject(new Error('no extractor')), options);
  expect(await failing.now(1)).toBeUndefined();
  expect(await failing.now(9)).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining('no extractor')]);
});
