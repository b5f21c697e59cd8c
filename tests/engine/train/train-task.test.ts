// The tasks of training as the service asks for them: a run in a folder with a model at its end, an estimate, pictures from noise.
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { engineResults, type EngineTask, EngineTask as Tasks, FromEngine } from '#contract/engine.ts';
import { DeviceId } from '#contract/ids.ts';
import { ModelCard } from '#contract/models.ts';
import { PreviewLine, RunFile, type TrainingProgress } from '#contract/run-folder.ts';
import { ModelSession } from '../../../electron/engine/compiler/session.ts';
import { generatePictures } from '../../../electron/engine/infer/generate.ts';
import { findRecipe } from '../../../electron/engine/recipes/index.ts';
import { Hold } from '../../../electron/engine/train/hold.ts';
import { readLines } from '../../../electron/engine/train/json-lines.ts';
import { estimateTask, trainTask } from '../../../electron/engine/train/train-task.ts';
import { testFolder } from '../imaging/setup.ts';
import { writePictures } from './loop-support.ts';

const root = testFolder('train-task');
const machine = { device: DeviceId.parse('cpu'), threads: 1 };
const SMALL = {
  dcgan: { size: '32', width: 4, latent: 8, batch: 2 },
  cyclegan: { size: '32', width: 8, blocks: 1, batch: 1 },
  srgan: {},
};
let pictures: string[] = [];

beforeAll(async () => {
  pictures = await writePictures(root, 8);
});

type TrainTask = Extract<EngineTask, { task: 'train' }>;

function taskFor(recipe: keyof typeof SMALL, folder: string, change: Partial<TrainTask> = {}): TrainTask {
  const { parameters, needs } = findRecipe(recipe);
  const defaults = Object.entries(parameters).map(([name, parameter]) => [name, parameter.default] as const);
  return Tasks.parse({
    task: 'train',
    runFolder: join(root, folder),
    recipe,
    values: { ...Object.fromEntries(defaults), ...SMALL[recipe] },
    seed: 1,
    data: pictures.map((path) => ({ path })),
    content: needs.content ? pictures.map((path) => ({ path })) : [],
    previewPictures: pictures.slice(0, 2),
    steps: 2,
    ...change,
  }) as TrainTask;
}

function trainOn(task: TrainTask) {
  const told: TrainingProgress[] = [];
  const context = {
    machine,
    signal: new AbortController().signal,
    hold: new Hold(),
    onTraining: (progress: TrainingProgress) => told.push(progress),
    onWarning: () => undefined,
  };
  return trainTask(task, findRecipe(task.recipe), context).then((result) => ({ result, told }));
}

function cardOf(folder: string): ModelCard {
  return ModelCard.parse(JSON.parse(readFileSync(join(root, folder, 'model/card.json'), 'utf8')));
}

test('a generator: trained, described, asked for pictures', async () => {
  const { result, told } = await trainOn(taskFor('dcgan', 'generator'));
  expect(engineResults.train.parse(result)).toMatchObject({ ended: 'done', step: 2, steps: 2, unreadable: [] });
  expect(told.map(({ stage }) => stage)).toEqual(['compiling', 'training', 'training', 'measuring', 'exporting']);
  const card = cardOf('generator');
  expect(card).toMatchObject({ kind: 'generate', latent: 8, size: 32, classes: [] });
  const task = { model: join(root, 'generator/model/model.onnx'), latent: 8, classes: 0, truncation: 1 } as const;
  const context = {
    machine,
    signal: new AbortController().signal,
    take: <T>(work: () => Promise<T>) => work(),
    onProgress: () => undefined,
  };
  const make = (change: object) =>
    generatePictures(
      { task: 'generate', ...task, seeds: [5, 6], styles: 0, output: join(root, 'made'), ...change },
      context,
    );
  const { files } = await make({});
  expect(files).toEqual([join(root, 'made/5.png'), join(root, 'made/6.png')]);
  expect(await sharp(files[0]).metadata()).toMatchObject({ width: 32, height: 32, channels: 3 });
  const later = await make({ seeds: [6], output: join(root, 'again') });
  expect(readFileSync(later.files[0] ?? '')).toEqual(readFileSync(files[1] ?? ''));
  await expect(make({ label: 1 })).rejects.toMatchObject({ kind: 'bad-input' });
  await expect(make({ classes: 2 })).rejects.toMatchObject({ kind: 'unsupported' });
});

test.each([
  ['cyclegan', 1, 'translate'],
  ['srgan', 4, 'upscale'],
] as const)('%s: a model that takes pictures of any size', { timeout: 120_000 }, async (recipe, scale, kind) => {
  await trainOn(taskFor(recipe, recipe, { steps: 1 }));
  const card = cardOf(recipe);
  expect(card).toMatchObject({ kind, scale });
  const session = await ModelSession.open(join(root, recipe, 'model/model.onnx'), machine);
  const [height, width] = [8 * card.multiple, 11 * card.multiple];
  const { data, ...size } = await session.run(new Float32Array(3 * height * width).fill(0.5), height, width);
  expect(size).toEqual({ height: scale * height, width: scale * width });
  expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
  await session.release();
  const previews = readdirSync(join(root, recipe, 'previews'));
  expect(previews).toEqual(expect.arrayContaining(['00000001.webp', '00000001-0.webp', '00000001-1.webp']));
  const [before, after] = await Promise.all(
    ['before-0.webp', '00000001-0.webp'].map((name) => sharp(join(root, recipe, 'previews', name)).metadata()),
  );
  expect([before?.width, before?.height]).toEqual([after?.width, after?.height]);
  expect(previews).toContain('before-1.webp');
  const { results } = (await readLines(join(root, recipe, 'previews.jsonl'), PreviewLine)).at(-1) ?? {};
  expect(results).toEqual(['00000001-0.webp', '00000001-1.webp']);
});

test('goes on with more steps, and refuses what cannot go on', async () => {
  const task = taskFor('dcgan', 'longer');
  await expect(trainOn({ ...task, resume: true })).rejects.toMatchObject({ kind: 'not-found' });
  await trainOn(task);
  await expect(trainOn(task)).rejects.toMatchObject({ kind: 'bad-input' });
  const { result } = await trainOn({ ...task, resume: true, steps: 5 });
  expect(result).toMatchObject({ ended: 'done', step: 5, steps: 5 });
});

test('an estimate leaves nothing behind; minutes become steps', async () => {
  const task = { ...taskFor('dcgan', 'estimated'), task: 'estimate' } as const;
  const estimate = await estimateTask(task, findRecipe('dcgan'), {
    machine,
    onWarning: () => undefined,
  });
  expect(engineResults.estimate.parse(estimate).secondsPerStep).toBeLessThan(10);
  expect(estimate.checkpointBytes).toBeGreaterThan(1000);
  expect(existsSync(join(root, 'estimated'))).toBe(false);
  const { result } = await trainOn(taskFor('dcgan', 'timed', { steps: undefined, minutes: 1 / 60 }));
  expect(result.ended).toBe('done');
  const { steps } = RunFile.parse(JSON.parse(readFileSync(join(root, 'timed/run.json'), 'utf8')));
  expect(steps).toBe(result.steps);
  expect(steps).toBeGreaterThan(2);
});

test('an engine that is told to stop keeps a checkpoint and a model', async () => {
  const entry = join(import.meta.dirname, '../../../electron/engine/main.ts');
  const engine = fork(entry, [JSON.stringify(machine)], { serialization: 'advanced', silent: true });
  const task = taskFor('dcgan', 'stopped', { steps: 100_000 });
  const message = await new Promise<FromEngine>((resolve) => {
    engine.on('message', (raw) => {
      const heard = FromEngine.parse(raw);
      if (heard.type === 'ready') send(engine, { type: 'run', taskId: 'a', task });
      if (heard.type === 'training' && heard.progress.step > 0) send(engine, { type: 'cancel', taskId: 'a' });
      if (heard.type === 'done' || heard.type === 'failed') resolve(heard);
    });
  });
  send(engine, { type: 'stop' });
  expect(message).toMatchObject({ type: 'done', result: { ended: 'stopped', steps: 100_000 } });
  expect(cardOf('stopped').kind).toBe('generate');
  expect(existsSync(join(root, 'stopped/checkpoints/00000000.ckpt'))).toBe(true);
});

function send(engine: ChildProcess, message: object): void {
  engine.send(message);
}
