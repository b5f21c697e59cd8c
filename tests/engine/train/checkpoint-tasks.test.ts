// What can be done with one checkpoint: a model of it, and a new run that begins with it.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ModelCard } from '#contract/models.ts';
import { RunFile } from '#contract/run-folder.ts';
import { findRecipe } from '../../../electron/engine/recipes/index.ts';
import { checkpointFile, readCheckpoint } from '../../../electron/engine/train/checkpoint.ts';
import { branch, exportCheckpoint } from '../../../electron/engine/train/checkpoint-tasks.ts';
import { train } from '../../../electron/engine/train/loop.ts';
import { writeRunFile } from '../../../electron/engine/train/run-folder.ts';
import { testFolder } from '../imaging/setup.ts';
import { optionsFor, planOf, writePictures } from './loop-support.ts';

const root = testFolder('checkpoint-tasks');
const runFolder = join(root, 'run');
const { signal } = new AbortController();
const dcgan = { ...findRecipe('dcgan'), metrics: [] };
const find = () => dcgan;
let plan: RunFile;

beforeAll(async () => {
  mkdirSync(runFolder);
  const pictures = await writePictures(root, 6);
  const defaults = Object.entries(dcgan.parameters).map(([name, parameter]) => [name, parameter.default] as const);
  const values = { ...Object.fromEntries(defaults), size: '32', width: 4, latent: 8, batch: 2 };
  plan = planOf(pictures, { recipe: 'dcgan', version: dcgan.version, values, steps: 2 });
  await writeRunFile(runFolder, plan);
  await train(dcgan, plan, optionsFor(runFolder));
}, 60_000);

test('a model of a checkpoint: the weights of then', async () => {
  const exported = async (step: number) => {
    const output = join(root, `model-${step}`);
    await exportCheckpoint({ task: 'exportCheckpoint', runFolder, step, output }, find, signal);
    return { card: ModelCard.parse(JSON.parse(readFileSync(join(output, 'card.json'), 'utf8'))), output };
  };
  const [first, last] = [await exported(0), await exported(2)];
  expect(first.card).toMatchObject({ kind: 'generate', latent: 8, size: 32 });
  expect(first.card.sha256).not.toBe(last.card.sha256);
  expect(readdirSync(first.output).sort()).toEqual(['card.json', 'model.onnx']);
});

test('a checkpoint that is not kept any more', async () => {
  const task = { task: 'exportCheckpoint', runFolder, step: 1, output: join(root, 'none') } as const;
  await expect(exportCheckpoint(task, find, signal)).rejects.toMatchObject({ kind: 'not-found' });
  expect(existsSync(task.output)).toBe(false);
});

test('a branch begins where the checkpoint is, with its own values, and goes on', async () => {
  const output = join(root, 'branch');
  const { parameters } = dcgan;
  const name = Object.keys(parameters).find((parameter) => /rate/i.test(parameter)) ?? '';
  const values = { [name]: 1e-5 };
  expect(await branch({ task: 'branch', runFolder, step: 2, values, output }, find, signal)).toEqual({ step: 2 });
  const file = RunFile.parse(JSON.parse(readFileSync(join(output, 'run.json'), 'utf8')));
  expect(file).toEqual({ ...plan, values: { ...plan.values, ...values } });
  const [before, after] = await Promise.all(
    [runFolder, output].map((folder) => readCheckpoint(checkpointFile(join(folder, 'checkpoints'), 2))),
  );
  expect(after?.snapshot).toEqual(before?.snapshot);
  expect(await train(dcgan, { ...file, steps: 3 }, optionsFor(output))).toMatchObject({ ended: 'done', step: 3 });
});

test('values that make other nets are refused by name, and nothing is left', async () => {
  const output = join(root, 'refused');
  const task = { task: 'branch', runFolder, step: 2, values: { width: 8, latent: 8, flip: false }, output } as const;
  await expect(branch(task, find, signal)).rejects.toMatchObject({
    kind: 'bad-input',
    hint: expect.stringMatching(/^width: /) as string,
  });
  expect(existsSync(output)).toBe(false);
});
