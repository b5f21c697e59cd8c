// Training runs through the service: refused, followed, stopped and kept, continued, and their models in the catalogue.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModelId } from '#contract/ids.ts';
import { TrainSettings, type TrainSettingsInput } from '#contract/training.ts';
import { temporaryFolder, testWorkshop } from './support/studio.ts';

const engine = join(import.meta.dirname, 'support/stand-in-trainer.ts');

/** Files with the names of pictures: nothing here looks into them. */
function pictures(folder: string, names: string[]): string {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  }
  return folder;
}

function setUp() {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const data = pictures(join(folder, 'shells'), ['1.png', '2.jpg', '3.png']);
  const workshop = testWorkshop(library, { engine });
  const { training, models } = workshop.core;
  const plan = (more: Partial<TrainSettingsInput> = {}) =>
    training.plan(TrainSettings.parse({ recipe: 'plain', data, ...more }));
  return { folder, library, data, workshop, training, models, plan };
}

test('a run ends with a model in the catalogue and its series in the library', async () => {
  const { training, models, plan } = setUp();
  const steps: number[] = [];
  const onProgress = ({ step }: { step: number }) => void steps.push(step);
  const run = await training.train(await plan({ preset: 'quick', seed: 3 }), { onProgress });
  const values = { size: '32', batch: 4, rate: 0.1, flip: true };
  expect(run).toMatchObject({ name: 'plain shells', status: 'done', step: 10, steps: 10, seconds: 1, values, seed: 3 });
  expect([run.model, run.stepsPerSecond, steps]).toEqual(['plain-shells', 10, [10]]);
  const point = (name: string, value: number) => ({ step: 10, name, value });
  // The trainer, and only it, keeps freed memory.
  const series = [point('memory', 2 ** 32), point('pictures', 3), point('resumed', 0)];
  expect(training.metrics(run.id)).toEqual(series);
  const { card, file } = await models.use(ModelId.parse('plain-shells'), 'generate');
  expect(card).toMatchObject({ id: 'plain-shells', name: 'plain shells', latent: 8, size: 32 });
  expect(readFileSync(file, 'utf8')).toBe('a model of 10 steps');
  await expect(models.use(card.id, 'upscale')).rejects.toMatchObject({ kind: 'unsupported' });
});

test('a run goes on with its own pictures and settings, and its model is renewed under the same id', async () => {
  const { training, models, plan, data } = setUp();
  const first = await training.train(await plan({ name: 'Shells', steps: 5 }));
  await expect(training.planResume('Shells', {})).rejects.toMatchObject({ kind: 'bad-input' });
  writeFileSync(join(data, '4.png'), 'x');
  const second = await training.train(await training.planResume(first.id.slice(0, 8), { steps: 9 }));
  expect(second).toMatchObject({ id: first.id, model: first.model, status: 'done', step: 9, steps: 9 });
  expect(training.metrics(first.id)).toContainEqual({ step: 9, name: 'resumed', value: 1 });
  expect(training.metrics(first.id)).toContainEqual({ step: 9, name: 'pictures', value: 3 });
  const { file } = await models.use(ModelId.parse('shells'));
  expect(readFileSync(file, 'utf8')).toBe('a model of 9 steps');
  // A run of the same name is another one, with another model.
  expect(await training.train(await plan({ name: 'Shells', steps: 5 }))).toMatchObject({ model: 'shells-2' });
});

test('a stopped run is kept with its model', async () => {
  const { training, plan } = setUp();
  const stop = new AbortController();
  const run = await training.train(await plan({ recipe: 'endless' }), {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect(run).toMatchObject({ status: 'stopped', step: 3, steps: 20, model: 'endless-shells', error: null });
  expect(await training.train(await training.planResume(run.id, {}))).toMatchObject({ status: 'done', step: 20 });
});

test.each([
  ['crashing', 'internal'],
  ['out-of-memory', 'out-of-memory'],
])('a run that ends %s is kept and says why', async (recipe, kind) => {
  const { training, plan } = setUp();
  await expect(training.train(await plan({ recipe }))).rejects.toMatchObject({ kind });
  expect(training.find(`${recipe} shells`)).toMatchObject({ status: 'failed', step: 20, error: { kind } });
  await expect(training.planResume(`${recipe} shells`, {})).resolves.toMatchObject({ resume: true });
});

test('a run that was cut off with the program is marked at the next start and can go on', async () => {
  const { library, training, plan, workshop } = setUp();
  const { run } = await plan();
  workshop.core.library.runs.add(run);
  await workshop.close();
  const next = testWorkshop(library, { engine }).core.training;
  expect(next.find(run.id)).toMatchObject({ status: 'interrupted' });
  await expect(next.planResume(run.id, {})).rejects.toMatchObject({ kind: 'not-found' });
  mkdirSync(join(library, 'runs', run.id));
  // It never came to its first step: it begins anew.
  const again = await next.planResume(run.id, {});
  expect(again).toMatchObject({ resume: false, pictures: { data: { length: 3 } } });
  expect(await next.train(again)).toMatchObject({ status: 'done', id: run.id });
  expect(training).not.toBe(next);
});

test('what cannot work is refused before anything starts', async () => {
  const { plan, folder, data, training } = setUp();
  const empty = pictures(join(folder, 'empty'), ['notes.txt']);
  const one = pictures(join(folder, 'one'), ['1.png']);
  const refused = async (settings: Partial<TrainSettingsInput>, kind: string, message: RegExp) => {
    await expect(plan(settings)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) as string });
  };
  await refused({ recipe: 'magic' }, 'not-found', /no recipe “magic”/);
  await expect(plan({ recipe: 'magic' })).rejects.toMatchObject({
    hint: expect.stringContaining('plain, endless') as string,
  });
  await refused({ data: empty }, 'not-found', /no pictures/);
  await refused({ data: join(folder, 'nowhere') }, 'not-found', /not there/);
  await refused({ data: one }, 'bad-input', /at least 2 pictures; here are 1/);
  await refused({ values: { batch: 9 } }, 'bad-input', /“batch” must be a whole number from 1 to 8/);
  await refused({ values: { batch: 1.5 } }, 'bad-input', /whole number/);
  await refused({ values: { rate: 'fast' } }, 'bad-input', /“rate” must be a number from 0 to 1/);
  await refused({ values: { size: '48' } }, 'bad-input', /“size” can be 32, 64/);
  await refused({ values: { flip: 'no' } }, 'bad-input', /true or false/);
  await refused({ values: { toString: 1 } }, 'bad-input', /no parameter “toString”/);
  await refused({ content: data }, 'bad-input', /no use for a second/);
  await refused({ recipe: 'two-sided' }, 'bad-input', /second folder/);
  await refused({ recipe: 'kinds' }, 'bad-input', /sub-folders/);
  expect(() => training.find('nothing')).toThrow(/no run “nothing”/);
});

test('sub-folders are classes, and pictures outside of them are left out', async () => {
  const { plan, folder } = setUp();
  const data = pictures(join(folder, 'animals'), ['cat/1.png', 'cat/deep/2.png', 'dog/3.png', 'loose.png']);
  const { pictures: found } = await plan({ recipe: 'kinds', data });
  expect(found.data.map((picture) => picture.class)).toEqual(['cat', 'cat', 'dog']);
  rmSync(join(data, 'dog'), { recursive: true });
  await expect(plan({ recipe: 'kinds', data })).rejects.toMatchObject({ kind: 'bad-input' });
});
