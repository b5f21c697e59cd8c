// The queue with real files, the real engine process and a real library.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import {
  drawPicture,
  jobBecomes,
  libraryWithModels,
  temporaryFolder,
  testWorkshop,
  underway,
  upscaleJob,
} from './support/studio.ts';

const source = (path: string, relativeDir = '') => ({ path, relativeDir });

function setUp() {
  const folder = temporaryFolder();
  const workshop = testWorkshop(libraryWithModels(folder));
  const destination = { to: 'folder', path: join(folder, 'out') };
  return { folder, workshop, queue: workshop.core.queue, destination };
}

test('a batch goes on past a bad file, keeps the tree and records how each result was made', async () => {
  const { folder, workshop, queue, destination } = setUp();
  const good = await drawPicture(join(folder, 'in/a.png'), 40, 30);
  const deep = await drawPicture(join(folder, 'in/sub/b.jpg'), 30, 20, 2);
  const bad = join(folder, 'in/bad.jpg');
  writeFileSync(bad, 'not a picture');
  const gone = join(folder, 'in/gone.png');
  const items = [source(good), source(bad), source(deep, 'sub'), source(gone)];
  const job = queue.create(upscaleJob('tiny-x2', { destination }), items);
  const ended = await jobBecomes(workshop, job.id);
  expect(ended).toMatchObject({ status: 'failed', total: 4, done: 2, failed: 2, remaining: 0 });
  const [a, b, c, d] = queue.items(job.id);
  expect(a).toMatchObject({ status: 'done', width: 80, height: 60, output: join(folder, 'out/a-2x.png') });
  expect(b).toMatchObject({ status: 'failed', error: { kind: 'bad-input', source: bad } });
  expect(c).toMatchObject({ status: 'done', output: join(folder, 'out/sub/b-2x.jpg') });
  expect(d).toMatchObject({ status: 'failed', error: { kind: 'not-found', source: gone } });
  expect(await sharp(c?.output ?? '').metadata()).toMatchObject({ format: 'jpeg', width: 60, height: 40 });
  const detail = a?.resultId && workshop.core.library.images.detail(a.resultId);
  expect(detail).toMatchObject({
    image: { kind: 'output', madeBy: { operation: 'upscale', model: 'tiny-x2', device: 'cpu' } },
    parent: { path: good, kind: 'source' },
  });
  expect(readdirSync(workshop.core.library.folders.tmp)).toEqual(['live']);
});

test('results are numbered, skipped or replaced as asked, and never replace what they are made from', async () => {
  const { folder, workshop, queue } = setUp();
  const path = await drawPicture(join(folder, 'a.png'), 20, 20);
  const original = readFileSync(path);
  const beside = async (save: object) => {
    const work = upscaleJob('tiny-x2', { destination: { to: 'beside' }, ...save });
    const job = queue.create(work, [source(path)]);
    await jobBecomes(workshop, job.id);
    return queue.items(job.id)[0];
  };
  expect(await beside({})).toMatchObject({ output: join(folder, 'a-2x.png') });
  expect(await beside({})).toMatchObject({ output: join(folder, 'a-2x-2.png') });
  expect(await beside({ onExisting: 'skip' })).toMatchObject({ status: 'skipped', resultId: null });
  expect(await beside({ onExisting: 'overwrite' })).toMatchObject({ output: join(folder, 'a-2x.png') });
  expect(await beside({ onExisting: 'overwrite', nameTemplate: '{name}' })).toMatchObject({
    output: join(folder, 'a-2.png'),
  });
  expect(readFileSync(path)).toEqual(original);
});

test('cancelling leaves nothing of the running file and nothing waiting; retrying does it after all', async () => {
  const { folder, workshop, queue, destination } = setUp();
  const paths = await Promise.all([1, 2].map((n) => drawPicture(join(folder, `p${n}.png`), 300, 200, n)));
  const work = upscaleJob('slow-x2', { destination });
  const job = queue.create(
    work,
    paths.map((path) => source(path)),
  );
  await underway(workshop, job.id);
  const outputs = () => workshop.core.library.images.list({ ...EVERYTHING, kind: 'output' }).total;
  expect((await queue.cancel(job.id)).status).toBe('cancelled');
  expect(queue.items(job.id).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  expect(existsSync(destination.path)).toBe(false);
  expect(outputs()).toBe(0);
  const [first] = queue.items(job.id);
  queue.retry(job.id, first?.id);
  expect(await jobBecomes(workshop, job.id)).toMatchObject({ done: 1 });
  expect(outputs()).toBe(1);
});

const EVERYTHING = {
  text: '',
  kind: 'all',
  starred: false,
  deleted: false,
  sort: 'newest',
  offset: 0,
  limit: 100,
} as const;

test('a paused job lets the next one go first and goes on where it was', async () => {
  const { folder, workshop, queue, destination } = setUp();
  const slow = await drawPicture(join(folder, 'slow.png'), 200, 200);
  const quick = await drawPicture(join(folder, 'quick.png'), 20, 20, 2);
  const first = queue.create(upscaleJob('slow-x2', { destination }), [source(slow)]);
  await underway(workshop, first.id);
  expect((await queue.pause(first.id)).status).toBe('paused');
  const second = queue.create(upscaleJob('tiny-x2', { destination }), [source(quick)]);
  await jobBecomes(workshop, second.id, (job) => job.status === 'done');
  expect(queue.items(first.id)[0]).toMatchObject({ status: 'waiting', progress: 0 });
  queue.resume(first.id);
  const more = queue.add(first.id, [source(quick)]);
  expect(more.total).toBe(2);
  expect(await jobBecomes(workshop, first.id)).toMatchObject({ status: 'done', done: 2 });
  expect(queue.list().map(({ id }) => id)).toEqual([first.id, second.id]);
  expect(queue.move(second.id, 0).map(({ id }) => id)).toEqual([second.id, first.id]);
  expect(queue.clear()).toEqual([]);
});

test('a file that takes the engine down twice fails, and the rest of the batch is done', async () => {
  const { folder, workshop, queue, destination } = setUp();
  const paths = [
    await drawPicture(join(folder, 'a.png'), 500, 400),
    await drawPicture(join(folder, 'b.png'), 20, 20, 2),
  ];
  const job = queue.create(
    upscaleJob('slow-x2', { destination }),
    paths.map((path) => source(path)),
  );
  for (let death = 1; death <= 2; death++) {
    await underway(workshop, job.id);
    const { pid } = workshop.core.compute;
    process.kill(pid ?? 0, 'SIGKILL');
    await jobBecomes(workshop, job.id, () => queue.items(job.id)[0]?.progress === 0);
  }
  expect(await jobBecomes(workshop, job.id)).toMatchObject({ done: 1, failed: 1 });
  expect(queue.items(job.id)[0]).toMatchObject({
    status: 'failed',
    error: { kind: 'out-of-memory', source: paths[0] },
  });
});

test.each(['before', 'after'])('a stop just %s the copy to its place repeats no work', async (moment) => {
  const { folder, workshop, queue, destination } = setUp();
  const path = await drawPicture(join(folder, 'a.png'), 30, 20);
  const job = queue.create(upscaleJob('tiny-x2', { destination }), [source(path)]);
  await jobBecomes(workshop, job.id);
  const [item] = queue.items(job.id);
  // What the rows say between the result's transaction and the item's last change.
  if (item) workshop.core.library.items.update(item.id, { status: 'running' });
  if (moment === 'before') rmSync(join(folder, 'out/a-2x.png'));
  await workshop.close();
  const next = testWorkshop(workshop.library, { jobs: 'all' });
  await jobBecomes(next, job.id);
  expect(next.core.library.items.list(job.id)[0]).toMatchObject({ status: 'done', runs: 1, resultId: item?.resultId });
  expect(readdirSync(join(folder, 'out'))).toEqual(['a-2x.png']);
});

test('a closed studio leaves the running file waiting and the next start finishes the batch', async () => {
  const { folder, workshop, queue, destination } = setUp();
  const path = await drawPicture(join(folder, 'a.png'), 300, 200);
  const job = queue.create(upscaleJob('slow-x2', { destination }), [source(path)]);
  await underway(workshop, job.id);
  await workshop.close();
  const next = testWorkshop(workshop.library, { jobs: 'all' });
  expect(await jobBecomes(next, job.id)).toMatchObject({ status: 'done' });
  expect(next.core.library.items.list(job.id)[0]).toMatchObject({ runs: 2, output: join(folder, 'out/a-2x.png') });
});
