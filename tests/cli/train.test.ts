// `atelier recipes`, `train`, `generate`, `evaluate gan` and `dataset doctor` as a user runs them.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { LibraryQuery } from '#contract/image.ts';
import { drawPicture, libraryWithModels, temporaryFolder, testWorkshop } from '../service/support/studio.ts';
import { atelier, ended, start } from './support.ts';

const Trained = z.object({
  run: z.uuid(),
  recipe: z.literal('dcgan'),
  status: z.string(),
  steps: z.number(),
  seconds: z.number().positive(),
  stepsPerSecond: z.number().positive(),
  model: z.string(),
  metrics: z.array(z.object({ step: z.number(), name: z.string(), value: z.number() })),
});
const SMALL = ['--size', '32', '--set', 'width=8', 'batch=4', '--device', 'cpu'];

/** As many as `dcgan` asks for at least. */
async function drawMany(folder: string): Promise<string> {
  for (let i = 0; i < 200; i++) await drawPicture(join(folder, `${i}.png`), 32, 32, i);
  return folder;
}

test('a model is trained, continued, stopped by Ctrl+C, and makes pictures', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const data = await drawMany(join(folder, 'waves'));
  const json = async (...args: string[]) => {
    const { code, out, err } = await atelier(library, ...args, '--json');
    expect(err).not.toMatch(/^\s+at /m);
    return { code, err, value: JSON.parse(out) as unknown };
  };
  const first = await json('train', 'dcgan', '--data', data, '--steps', '6', '--name', 'Waves', ...SMALL);
  expect(first.code).toBe(0);
  expect(first.err).toMatch(/step 6\/6 · discriminatorLoss \S+ .* steps\/s/);
  const made = Trained.parse(first.value);
  expect(made).toMatchObject({ status: 'done', steps: 6, model: 'waves' });
  expect(made.metrics.map(({ name }) => name)).toContain('generatorLoss');

  const { value: listed } = await json('models', 'list');
  const { models } = listed as { models: { id: string }[] };
  expect(models.find(({ id }) => id === 'waves')).toMatchObject({ kind: 'generate', scale: 1, licence: 'own' });

  const out = join(folder, 'out');
  const flags = ['--model', 'waves', '--count', '3', '--seed', '5', '--truncation', '0.7', '--out', out];
  const generated = await json('generate', ...flags, '--device', 'cpu');
  const output = ['waves-5.png', 'waves-6.png', 'waves-7.png'].map((name) => join(out, name));
  expect(generated.value).toMatchObject({
    command: 'generate',
    model: 'waves',
    device: 'cpu',
    files: output.map((path) => ({ output: path, status: 'done', width: 32, height: 32 })),
  });
  for (const path of output) expect(await sharp(path).metadata()).toMatchObject({ width: 32, height: 32 });

  // The same flags again do no harm; others are refused.
  const again = ['train', 'dcgan', '--data', data, '--resume', 'Waves', '--steps', '9'];
  const other = await atelier(library, ...again, '--size', '64', '--seed', '4');
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('began with --seed 0, size 32')]);
  const second = await json(...again, ...SMALL);
  expect(Trained.parse(second.value)).toMatchObject({ run: made.run, status: 'done', steps: 9, model: 'waves' });

  const child = start(library, ['train', '--resume', made.run, '--steps', '100000', '--device', 'cpu', '--json']);
  const stopped = ended(child);
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => chunk.toString().includes('step ') && resolve());
  });
  child.kill('SIGINT');
  const { code, out: printed, err } = await stopped;
  expect(code).toBe(130);
  expect(Trained.parse(JSON.parse(printed))).toMatchObject({ status: 'stopped', model: 'waves' });
  expect(err).toContain(`atelier train --resume ${made.run.slice(0, 8)}`);

  const { images } = testWorkshop(library).core.library.images.list(
    LibraryQuery.parse({ kind: 'output', sort: 'name' }),
  );
  expect(images.map(({ name, path, madeBy }) => ({ name, path, madeBy }))).toMatchObject(
    output.map((path, k) => ({
      path,
      madeBy: { operation: 'generate', model: 'waves', seed: 5 + k, truncation: 0.7 },
    })),
  );
});

test.each([
  [['train']],
  [['train', 'dcgan']],
  [['train', 'dcgan', '--data', '.', '--steps', '10', '--minutes', '1']],
  [['train', 'dcgan', '--data', '.', '--steps', '0']],
  [['train', 'dcgan', '--data', '.', '--minutes', 'soon']],
  [['train', 'dcgan', '--data', '.', '--seed', '-1']],
  [['train', 'dcgan', '--data', '.', '--preset', 'best']],
  [['train', 'dcgan', '--data', '.', '--set', 'width']],
  [['train', 'dcgan', '--data', '.', '--name', '']],
  [['train', '--resume', '']],
  [['generate']],
  [['generate', '--model', 'x', '--count', '0']],
  [['generate', '--model', 'x', '--truncation', '3']],
  [['evaluate', 'gan', '--model', 'x']],
  [['dataset', 'doctor']],
])('%s is wrong use, told before a library is opened', async (args) => {
  const library = join(temporaryFolder(), 'library');
  const { code, out, err } = await atelier(library, ...args);
  expect([code, out, existsSync(library)]).toEqual([2, '', false]);
  expect(err.trim().length).toBeGreaterThan(10);
  expect(err).not.toMatch(/^\s+at /m);
});

test('what a recipe cannot work with is wrong use, and the sentence says why', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const few = join(folder, 'few');
  await drawPicture(join(few, 'a.png'), 32, 32);
  mkdirSync(join(folder, 'none'));
  const many = join(folder, 'many');
  mkdirSync(many);
  // Nothing is read before the values are right.
  for (let i = 0; i < 200; i++) writeFileSync(join(many, `${i}.png`), '');
  const refusal = async (...args: string[]) => {
    const { code, out, err } = await atelier(library, 'train', ...args, '--device', 'cpu');
    expect([code, out]).toEqual([2, '']);
    return err;
  };
  expect(await refusal('magic', '--data', few)).toMatch(/no recipe “magic”[^]*dcgan, wgan-gp/);
  expect(await refusal('dcgan', '--data', join(folder, 'none'))).toMatch(/no pictures/);
  expect(await refusal('dcgan', '--data', few)).toMatch(/at least \d+ pictures; here are 1/);
  expect(await refusal('dcgan', '--data', many, '--size', '33')).toMatch(/“size” can be 32, 64, 128/);
  expect(await refusal('dcgan', '--data', many, '--set', 'batch=0')).toMatch(/“batch” must be a whole number from 1/);
  expect(await refusal('--resume', 'nothing')).toMatch(/no run “nothing”/);
});

test('recipes are listed, and a folder is examined before anything is trained on it', async () => {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const recipes = JSON.parse((await atelier(library, 'recipes', '--json')).out) as { recipes: { id: string }[] };
  expect(recipes.recipes.map(({ id }) => id)).toEqual(expect.arrayContaining(['dcgan', 'wgan-gp']));
  const data = join(folder, 'data');
  for (let i = 0; i < 4; i++) await drawPicture(join(data, `${i}.png`), 64, 64, i * 40);
  writeFileSync(join(data, 'broken.png'), 'no picture');
  const { code, out } = await atelier(library, 'dataset', 'doctor', data, '--recipe', 'dcgan', '--json');
  expect(code).toBe(0);
  const { images, findings } = JSON.parse(out) as { images: number; findings: { kind: string; files: string[] }[] };
  expect(images).toBe(5);
  expect(findings).toContainEqual(expect.objectContaining({ kind: 'unreadable', files: [join(data, 'broken.png')] }));
  expect(findings.map(({ kind }) => kind)).toContain('too-few');
});

test('a run must stay: nothing is trained while another Atelier has the library', async () => {
  const library = libraryWithModels(temporaryFolder());
  testWorkshop(library);
  const { code, err } = await atelier(library, 'train', 'dcgan', '--data', '.', '--device', 'cpu');
  expect(code).toBe(1);
  expect(err).not.toMatch(/temporary library/);
});
