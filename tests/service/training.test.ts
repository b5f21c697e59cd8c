// Training runs through the service: refused, queued, paused, stopped and kept, continued, and their models in the catalogue.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type DatasetId, ModelId, type RunId } from '#contract/ids.ts';
import { type Run, TrainSettings, type TrainSettingsInput } from '#contract/training.ts';
import type { Workshop } from '../../electron/service/index.ts';
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

/** What a window can do: settings without a dataset are those of the three pictures. */
function driven(workshop: Workshop, data: DatasetId) {
  const { training, datasets } = workshop.core;
  const settings = (more: Partial<TrainSettingsInput> = {}) => TrainSettings.parse({ recipe: 'plain', data, ...more });
  return {
    settings,
    set: (folder: string) => datasets.forFolder(folder).id,
    start: (more: Partial<TrainSettingsInput> = {}) => training.start(settings(more)),
    train: async (more: Partial<TrainSettingsInput> = {}) => training.follow((await training.start(settings(more))).id),
    becomes: (id: RunId, status: Run['status']) =>
      expect.poll(() => training.get(id).status, { timeout: 20_000 }).toBe(status),
    /** The trainer has begun and said so. */
    underway: (id: RunId) => expect.poll(() => training.queue.progress(id)?.step, { timeout: 20_000 }).toBe(3),
  };
}

function setUp(jobs: 'all' | 'new' = 'new') {
  const folder = temporaryFolder();
  const library = join(folder, 'library');
  const places = pictures(join(folder, 'shells'), ['1.png', '2.jpg', '3.png']);
  const workshop = testWorkshop(library, { engine, jobs });
  const { training, models, datasets } = workshop.core;
  const data = datasets.forFolder(places).id;
  return { folder, library, places, data, workshop, training, models, ...driven(workshop, data) };
}

test('a run ends with a model in the catalogue and its series in the library', async () => {
  const { training, models, train } = setUp();
  const run = await train({ preset: 'quick', seed: 3 });
  const values = { size: '32', batch: 4, rate: 0.1, flip: true };
  expect(run).toMatchObject({ name: 'plain shells', status: 'done', step: 10, steps: 10, seconds: 1, values, seed: 3 });
  expect([run.model, run.stepsPerSecond]).toEqual(['plain-shells', 10]);
  const point = (name: string, value: number) => ({ step: 10, name, value, kind: 'loss' });
  // The trainer, and only it, keeps freed memory.
  const series = [point('memory', 2 ** 32), point('pictures', 3), point('resumed', 0)];
  expect(training.metrics(run.id)).toEqual(series);
  const { card, file } = await models.use(ModelId.parse('plain-shells'), 'generate');
  expect(card).toMatchObject({ id: 'plain-shells', name: 'plain shells', latent: 8, size: 32 });
  expect(readFileSync(file, 'utf8')).toBe('a model of 10 steps');
  await expect(models.use(card.id, 'upscale')).rejects.toMatchObject({ kind: 'unsupported' });
});

test('a run goes on with its own pictures and settings, and its model is renewed under the same id', async () => {
  const { training, models, train, places } = setUp();
  const first = await train({ name: 'Shells', steps: 5 });
  await expect(training.resume(first.id, {})).rejects.toMatchObject({ kind: 'bad-input' });
  writeFileSync(join(places, '4.png'), 'x');
  await training.resume(training.find(first.id.slice(0, 8)).id, { steps: 9 });
  const second = await training.follow(first.id);
  expect(second).toMatchObject({ id: first.id, model: first.model, status: 'done', step: 9, steps: 9 });
  expect(training.metrics(first.id)).toContainEqual({ step: 9, name: 'resumed', value: 1, kind: 'loss' });
  expect(training.metrics(first.id)).toContainEqual({ step: 9, name: 'pictures', value: 3, kind: 'loss' });
  const { file } = await models.use(ModelId.parse('shells'));
  expect(readFileSync(file, 'utf8')).toBe('a model of 9 steps');
  // A run of the same name is another one, with another model.
  expect(await train({ name: 'Shells', steps: 5 })).toMatchObject({ model: 'shells-2' });
});

test('a stopped run is kept with its model', async () => {
  const { training, start, underway } = setUp();
  const { id } = await start({ recipe: 'endless' });
  await underway(id);
  const run = await training.stop(id);
  expect(run).toMatchObject({ status: 'stopped', step: 3, steps: 20, model: 'endless-shells', error: null });
  await training.resume(id, {});
  expect(await training.follow(id)).toMatchObject({ status: 'done', step: 20 });
});

test('runs wait for each other, in the order of their creation', async () => {
  const { training, start, underway, becomes } = setUp();
  const first = await start({ recipe: 'endless', name: 'first' });
  const second = await start({ name: 'second' });
  const third = await start({ name: 'third' });
  await underway(first.id);
  expect(training.list().map(({ status }) => status)).toEqual(['waiting', 'waiting', 'running']);
  // One that waits can be put aside, and taken up again.
  expect(await training.pause(second.id)).toMatchObject({ status: 'paused' });
  expect(await training.resume(second.id, {})).toMatchObject({ status: 'waiting' });
  expect(await training.stop(third.id)).toMatchObject({ status: 'stopped', model: null });
  expect(await training.pause(first.id)).toMatchObject({ status: 'paused', step: 3, model: null });
  await becomes(second.id, 'done');
  expect(training.get(first.id)).toMatchObject({ status: 'paused' });
  // Whoever is not going on can still be made a model of.
  expect(await training.stop(first.id)).toMatchObject({ status: 'stopped', model: 'first' });
});

test('a run stands still while something more urgent computes', async () => {
  const { training, start, underway, workshop } = setUp();
  const { id } = await start({ recipe: 'endless' });
  await underway(id);
  const stages: string[] = [];
  workshop.events.listen((event) => event === 'run.progress' && stages.push(training.queue.progress(id)?.stage ?? ''));
  training.queue.hold('compute', true);
  await expect.poll(() => stages).toEqual(['held']);
  training.queue.hold('compute', false);
  await expect.poll(() => stages).toEqual(['held', 'training']);
  await training.pause(id);
});

test.each([
  ['crashing', 'internal'],
  ['out-of-memory', 'out-of-memory'],
])('a run that ends %s twice is kept and says why', async (recipe, kind) => {
  const { training, train } = setUp();
  await expect(train({ recipe })).rejects.toMatchObject({ kind });
  const { id } = training.find(`${recipe} shells`);
  expect(training.get(id)).toMatchObject({ status: 'failed', step: 20, error: { kind } });
  const { log } = await training.detail(id);
  expect(log.filter((line) => line.includes('started again'))).toHaveLength(1);
  expect(log.at(-1)).toContain('failed');
});

test('a run whose process dies once goes on by itself', async () => {
  const { training, train } = setUp();
  const run = await train({ recipe: 'shaky' });
  expect(run).toMatchObject({ status: 'done', step: 20, error: null });
  expect(training.metrics(run.id)).toContainEqual({ step: 20, name: 'resumed', value: 1, kind: 'loss' });
});

test('a studio that starts takes up what was cut off, a command leaves it alone', async () => {
  const { library, data, workshop, start, underway, training } = setUp('all');
  const first = await start({ recipe: 'endless' });
  const second = await start({ name: 'next' });
  await underway(first.id);
  await workshop.close();
  expect(training).toBeDefined();
  const command = testWorkshop(library, { engine });
  expect(command.core.training.get(first.id)).toMatchObject({ status: 'interrupted', step: 3 });
  const other = await command.core.training.start(driven(command, data).settings({ name: 'other' }));
  expect(await command.core.training.follow(other.id)).toMatchObject({ status: 'done' });
  expect(command.core.training.get(second.id)).toMatchObject({ status: 'waiting' });
  await command.close();
  const next = testWorkshop(library, { engine, jobs: 'all' });
  const { becomes } = driven(next, data);
  await becomes(first.id, 'done');
  await becomes(second.id, 'done');
});

test('a run that never came to its first step begins anew', async () => {
  const { library, training, start, underway, workshop } = setUp();
  const { id } = await start({ recipe: 'endless' });
  await underway(id);
  await workshop.close();
  rmSync(join(library, 'runs', id), { recursive: true });
  const next = testWorkshop(library, { engine }).core.training;
  await expect(next.resume(id, {})).rejects.toMatchObject({ kind: 'not-found' });
  mkdirSync(join(library, 'runs', id));
  await next.resume(id, {});
  await expect.poll(() => next.queue.progress(id)?.losses, { timeout: 20_000 }).toMatchObject({ resumed: 0 });
  expect(training).not.toBe(next);
});

test('what cannot work is refused before anything starts', async () => {
  const { start, set, folder, data, training } = setUp();
  const empty = set(pictures(join(folder, 'empty'), ['notes.txt']));
  const one = set(pictures(join(folder, 'one'), ['1.png']));
  const gone = set(pictures(join(folder, 'gone'), ['1.png', '2.png']));
  rmSync(join(folder, 'gone'), { recursive: true });
  const refused = async (settings: Partial<TrainSettingsInput>, kind: string, message: RegExp) => {
    await expect(start(settings)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) as string });
  };
  await refused({ recipe: 'magic' }, 'not-found', /no recipe “magic”/);
  await expect(start({ recipe: 'magic' })).rejects.toMatchObject({
    hint: expect.stringContaining('plain, endless') as string,
  });
  await refused({ data: empty }, 'not-found', /no pictures/);
  await refused({ data: gone }, 'not-found', /not there/);
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
  expect(() => set(join(folder, 'nowhere'))).toThrow(/not there/);
  expect(() => training.find('nothing')).toThrow(/no run “nothing”/);
  expect(training.list()).toEqual([]);
});

test('sub-folders are classes, and pictures outside of them are left out', async () => {
  const { train, start, set, training, folder } = setUp();
  const places = pictures(join(folder, 'animals'), ['cat/1.png', 'cat/deep/2.png', 'dog/3.png', 'loose.png']);
  const data = set(places);
  const { id } = await train({ recipe: 'kinds', data });
  const file = JSON.parse(readFileSync(join(training.folder(id), 'run.json'), 'utf8')) as { data: { class: string }[] };
  expect(file.data.map((picture) => picture.class)).toEqual(['cat', 'cat', 'dog']);
  rmSync(join(places, 'dog'), { recursive: true });
  await expect(start({ recipe: 'kinds', data })).rejects.toMatchObject({ kind: 'bad-input' });
});

test('a checkpoint becomes a model of its own, and a run that goes on from there', async () => {
  const { training, models, start, underway } = setUp();
  const { id } = await start({ recipe: 'endless', name: 'Sea' });
  await underway(id);
  await training.pause(id);
  await training.resume(id, {});
  const done = await training.follow(id);
  const { checkpoints } = await training.detail(id);
  expect(checkpoints.map(({ step }) => step)).toEqual([3, 20]);
  expect(await training.use(id)).toBe(done.model);
  const early = await training.use(id, 3);
  expect([early, await training.use(id, 3)]).toEqual(['sea-3', 'sea-3']);
  expect(readFileSync((await models.use(early)).file, 'utf8')).toBe('a model of 3 steps');
  await expect(training.use(id, 4)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(training.branch(id, { step: 3, values: { batch: 99 } })).rejects.toMatchObject({ kind: 'bad-input' });
  await expect(training.branch(id, { step: 20, values: {} })).rejects.toMatchObject({ kind: 'bad-input' });
  const branch = await training.branch(id, { step: 3, values: { batch: 2 }, steps: 30 });
  expect(branch).toMatchObject({ parent: { run: id, step: 3 }, values: { batch: 2 }, step: 3 });
  expect(await training.follow(branch.id)).toMatchObject({ status: 'done', step: 30 });
  expect((await training.detail(id)).branches.map((run) => run.id)).toEqual([branch.id]);
});

test('a run moves to another library in one file', async () => {
  const { folder, library, train, workshop } = setUp();
  const run = await train({ name: 'Moved', steps: 5 });
  const file = join(folder, 'out/moved.atelier-run');
  const { handlers } = workshop;
  await handlers['runs.export']({ id: run.id, path: file });
  expect(readdirSync(join(folder, 'out'))).toEqual(['moved.atelier-run']);
  const elsewhere = testWorkshop(join(folder, 'elsewhere'), { engine });
  rmSync(join(folder, 'shells'), { recursive: true });
  const there = await elsewhere.handlers['runs.import']({ path: file });
  expect(there).toMatchObject({ id: run.id, name: 'Moved', status: 'done', step: 5, model: 'moved' });
  const contents = (root: string) =>
    readdirSync(join(root, 'runs', run.id), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')])
      .sort();
  expect(contents(join(folder, 'elsewhere'))).toEqual(contents(library));
  const { data } = await elsewhere.core.training.detail(run.id);
  expect(data).toMatchObject({ name: 'shells', missing: [join(folder, 'shells')], pictures: 0 });
  // Where its pictures are now has to be said before it can go on.
  const { training, datasets } = elsewhere.core;
  await expect(training.resume(run.id, { steps: 9 })).rejects.toMatchObject({ kind: 'not-found' });
  const place = pictures(join(folder, 'here'), ['1.png', '2.jpg', '3.png']);
  expect(await datasets.add(there.data, [place])).toMatchObject({ places: [place], missing: [], pictures: 3 });
  await training.resume(run.id, { steps: 9 });
  expect(await training.follow(run.id)).toMatchObject({ status: 'done', step: 9, model: 'moved' });
  expect(readFileSync(join(training.folder(run.id), 'run.json'), 'utf8')).toContain(join(place, '1.png'));
  // Again, it is another run.
  expect((await elsewhere.handlers['runs.import']({ path: file })).id).not.toBe(run.id);

  const whole = readFileSync(file);
  const spoilt = async (bytes: Uint8Array) => {
    writeFileSync(file, bytes);
    return elsewhere.handlers['runs.import']({ path: file });
  };
  const changed = Uint8Array.from(whole);
  changed[whole.indexOf('numbers of 5')] = 0;
  await expect(spoilt(changed)).rejects.toMatchObject({ kind: 'corrupt' });
  await expect(spoilt(whole.subarray(0, -100))).rejects.toMatchObject({ kind: 'corrupt' });
  await expect(spoilt(Buffer.from('PK and more'))).rejects.toMatchObject({ kind: 'unsupported' });
  await expect(elsewhere.handlers['runs.import']({ path: `${file}.no` })).rejects.toThrow();
  expect(readdirSync(join(folder, 'elsewhere/runs'))).toHaveLength(2);
  expect(readdirSync(join(folder, 'elsewhere/tmp'))).toEqual([]);
});

test('a run in the bin is restored with everything it had', async () => {
  const { training, start, underway, workshop } = setUp();
  const { id } = await start({ recipe: 'endless' });
  await underway(id);
  const removed: string[] = [];
  workshop.events.listen((event, data) => event === 'run.removed' && 'id' in data && removed.push(String(data.id)));
  await training.remove(id);
  expect([training.list(), removed]).toEqual([[], [id]]);
  expect(existsSync(training.folder(id))).toBe(true);
  expect(training.restore(id)).toMatchObject({ status: 'paused', step: 3 });
  expect(await training.rename(id, 'Again')).toMatchObject({ name: 'Again' });
});

test('an estimate is measured, and a new one ends the one before', async () => {
  const { training, settings } = setUp();
  const { estimates } = training;
  const endless = estimates.run(settings({ seed: 99 }));
  const ended = expect(endless).rejects.toMatchObject({ kind: 'cancelled' });
  const minutes = await estimates.run(settings({ minutes: 1 }));
  await ended;
  expect(minutes).toMatchObject({ steps: 120, secondsPerStep: 0.5, seconds: 62, bytes: 1e9 });
  expect(minutes.freeBytes).toBeGreaterThan(0);
  const other = expect(estimates.run(settings({ seed: 99 }))).rejects.toMatchObject({ kind: 'cancelled' });
  await estimates.cancel();
  await other;
});
