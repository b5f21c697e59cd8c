// Pictures in a learned style: as jobs of the queue, and as previews to choose by.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { LibraryQuery } from '#contract/image.ts';
import { Look, RestyleSettings } from '#contract/restyle.ts';
import type { JobWork } from '../../electron/service/index.ts';
import {
  drawPicture,
  jobBecomes,
  libraryWithModels,
  temporaryFolder,
  testWorkshop,
  underway,
} from './support/studio.ts';
import { writeTinyStyle } from './support/tiny-style.ts';

const source = (path: string) => ({ path, relativeDir: '' });

function setUp() {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  writeTinyStyle(join(library, 'models'), 'waves', { grain: 0.05 });
  const workshop = testWorkshop(library);
  const out = join(folder, 'out');
  const look = { model: 'waves', strength: 0.8, keepColors: true, brush: 1.5 };
  const settings = RestyleSettings.parse({ ...look, save: { destination: { to: 'folder', path: out } } });
  const work: JobWork = { kind: 'restyle', settings };
  return { folder, workshop, queue: workshop.core.queue, out, look, work };
}

test('a job restyles files at their size, records how, and the next estimate knows the speed', async () => {
  const { folder, workshop, queue, out, look, work } = setUp();
  const { handlers, core } = workshop;
  const path = await drawPicture(join(folder, 'a.png'), 90, 60);
  const estimate = () => handlers['restyle.estimate']({ width: 900, height: 600, look: Look.parse(look) });
  expect(await estimate()).toEqual({ seconds: null });
  const job = queue.create(work, [source(path)]);
  expect(await jobBecomes(workshop, job.id)).toMatchObject({ kind: 'restyle', status: 'done', done: 1 });
  const [item] = queue.items(job.id);
  expect(item).toMatchObject({ width: 90, height: 60, output: join(out, 'a-waves.png') });
  expect(await sharp(item?.output ?? '').metadata()).toMatchObject({ width: 90, height: 60 });
  expect(item?.resultId && core.library.images.detail(item.resultId)).toMatchObject({
    image: { kind: 'output', name: 'a-waves.png', madeBy: { operation: 'restyle', model: 'waves', settings: look } },
    parent: { path, kind: 'source' },
  });
  expect((await estimate()).seconds).toBeGreaterThan(0);
  expect(readdirSync(core.library.folders.tmp)).toEqual(['live']);
});

test(
  'a cancelled job leaves nothing and can be retried; a model of another kind is refused',
  { timeout: 180_000 },
  async () => {
    const { folder, workshop, queue, out, work } = setUp();
    const path = await drawPicture(join(folder, 'a.png'), 800, 600);
    const job = queue.create(work, [source(path)]);
    await underway(workshop, job.id);
    expect((await queue.cancel(job.id)).status).toBe('cancelled');
    const outputs = () => workshop.core.library.images.list(LibraryQuery.parse({ kind: 'output' })).total;
    expect([existsSync(out), outputs()]).toEqual([false, 0]);
    queue.retry(job.id);
    expect(await jobBecomes(workshop, job.id)).toMatchObject({ status: 'done' });
    expect([readdirSync(out), outputs()]).toEqual([['a-waves.png'], 1]);
    const settings = RestyleSettings.parse({ ...work.settings, model: 'tiny-x2' });
    const wrong = queue.create({ kind: 'restyle', settings }, [source(path)]);
    await jobBecomes(workshop, wrong.id);
    expect(queue.items(wrong.id)[0]).toMatchObject({ status: 'failed', error: { kind: 'unsupported' } });
  },
);

test('a closed studio goes on with the file at the next start', { timeout: 180_000 }, async () => {
  const { folder, workshop, queue, out, work } = setUp();
  const path = await drawPicture(join(folder, 'a.png'), 800, 600);
  const job = queue.create(work, [source(path)]);
  await underway(workshop, job.id);
  await workshop.close();
  const next = testWorkshop(workshop.library, { jobs: 'all' });
  expect(await jobBecomes(next, job.id)).toMatchObject({ kind: 'restyle', status: 'done' });
  expect(readdirSync(out)).toEqual(['a-waves.png']);
});

test('a preview has the size that is asked for, is no picture of the library, and says what is wrong', async () => {
  const { folder, workshop, queue, look, work } = setUp();
  const { handlers, core } = workshop;
  const job = queue.create(work, [source(await drawPicture(join(folder, 'a.png'), 300, 200))]);
  await jobBecomes(workshop, job.id);
  const [photo] = core.library.images.list(LibraryQuery.parse({ kind: 'source' })).images;
  if (!photo) throw new Error('the photo is not in the library');
  const before = core.library.images.list(LibraryQuery.parse({})).total;
  const show = (more: object) =>
    handlers['restyle.preview']({ imageId: photo.id, look: Look.parse({ ...look, ...more }), side: 96 });
  const full = await show({ strength: 1 });
  expect(full).toMatchObject({ model: 'waves', width: 96, height: 64, error: null });
  const file = (sha256: typeof full.sha256) => core.media.trialPath(sha256 as NonNullable<typeof sha256>);
  expect(await sharp(file(full.sha256)).metadata()).toMatchObject({ format: 'png', width: 96, height: 64 });
  const none = await show({ strength: 0 });
  const small = await sharp(core.library.files.path(photo.sha256)).resize(96, 64, { fit: 'fill' }).raw().toBuffer();
  expect(await sharp(file(none.sha256)).raw().toBuffer()).toEqual(small);
  expect(none.sha256).not.toBe(full.sha256);
  expect(await show({ model: 'tiny-x2' })).toMatchObject({ sha256: null, error: { kind: 'unsupported' } });
  expect(core.library.images.list(LibraryQuery.parse({})).total).toBe(before);
});
