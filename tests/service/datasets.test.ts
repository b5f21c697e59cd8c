// Datasets through the service: folders that are read where they lie, uploads, what is left out, changes on the disk, the doctor.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { startStudio } from '../../electron/service/index.ts';
import { DeviceId } from '#contract/ids.ts';
import { drawPicture, temporaryFolder, testWorkshop } from './support/studio.ts';

async function setUp(jobs: 'all' | 'new' = 'new') {
  const folder = temporaryFolder();
  const place = join(folder, 'animals');
  for (const [n, name] of ['cat/1.png', 'cat/2.png', 'dog/deep/3.png'].entries()) {
    await drawPicture(join(place, name), 64, 48, n * 30);
  }
  const workshop = testWorkshop(join(folder, 'library'), { jobs });
  return { folder, place, workshop, ...workshop };
}

test('a folder is read where it lies; its version changes with every file that comes, changes or is left out', async () => {
  const { folder, place, handlers } = await setUp();
  const set = await handlers['datasets.create']({ name: 'Animals', paths: [place] });
  expect(set).toMatchObject({ pictures: 3, classes: ['cat', 'dog'], places: [place], leftOut: [], missing: [] });
  const { pictures, total } = await handlers['datasets.pictures']({ id: set.id, offset: 1, limit: 1 });
  expect([pictures, total]).toEqual([[expect.objectContaining({ file: join(place, 'cat/2.png'), class: 'cat' })], 3]);
  const versions = [set.version];
  const changes = async () => versions.push((await handlers['datasets.list']({})).datasets[0]?.version ?? '');
  await drawPicture(join(place, 'dog/4.png'), 64, 48, 5);
  await changes();
  writeFileSync(join(place, 'dog/4.png'), 'shorter');
  await changes();
  const file = join(place, 'cat/1.png');
  const before = readFileSync(file);
  const leave = { fix: 'leave-out' as const, files: [file] };
  expect(await handlers['datasets.fix']({ id: set.id, fix: leave })).toMatchObject({ pictures: 3, leftOut: [file] });
  await changes();
  const crops = { [join(place, 'cat/2.png')]: { x: 0, y: 0, width: 32, height: 32 } };
  expect(await handlers['datasets.fix']({ id: set.id, fix: { fix: 'crop', crops } })).toMatchObject({ crops });
  await changes();
  expect(new Set(versions).size).toBe(5);
  // Taken back, it is as it was, and the file was never touched.
  const files = [file, join(place, 'cat/2.png')];
  const back = await handlers['datasets.fix']({ id: set.id, fix: { fix: 'take-back', files } });
  expect(back).toMatchObject({ leftOut: [], crops: {}, version: versions[2] });
  expect(readFileSync(file)).toEqual(before);
  renameSync(place, join(folder, 'moved'));
  expect((await handlers['datasets.list']({})).datasets[0]).toMatchObject({ missing: [place], pictures: 0 });
  await expect(handlers['datasets.create']({ name: 'No', paths: [place] })).rejects.toMatchObject({
    kind: 'not-found',
  });
  await handlers['datasets.remove']({ id: set.id });
  expect((await handlers['datasets.list']({})).datasets).toEqual([]);
  expect(await handlers['datasets.restore']({ id: set.id })).toMatchObject({ name: 'Animals' });
});

test('a window hears of files that come and go', async () => {
  const { place, handlers, events } = await setUp('all');
  const { id } = await handlers['datasets.create']({ name: 'Animals', paths: [place] });
  let heard = 0;
  events.listen((event) => event === 'datasets.changed' && heard++);
  const count = async () => (await handlers['datasets.pictures']({ id, offset: 0, limit: 1 })).total;
  await drawPicture(join(place, 'dog/deep/4.png'), 64, 48);
  await expect.poll(() => heard, { timeout: 10_000 }).toBe(1);
  expect(await count()).toBe(4);
  // In a folder that was not there before, too.
  mkdirSync(join(place, 'bird'));
  await drawPicture(join(place, 'bird/5.png'), 64, 48);
  await expect.poll(count, { timeout: 10_000 }).toBe(5);
  rmSync(join(place, 'cat'), { recursive: true });
  await expect.poll(count, { timeout: 10_000 }).toBe(3);
});

test('a browser sends files, also broken ones, and the doctor names those', { timeout: 120_000 }, async () => {
  const { folder, place } = await setUp();
  const library = join(folder, 'served');
  const studio = await startStudio({ library, device: DeviceId.parse('cpu'), logLevel: 'error' });
  onTestFinished(() => studio.close());
  const { handlers, origin, token, events } = studio;
  const headers = { authorization: `Bearer ${token}` };
  const { id } = await handlers['datasets.create']({ name: 'Sent', paths: [] });
  const send = async (dir: string, name: string, body: Buffer, dataset: string = id) => {
    const query = new URLSearchParams({ dataset, dir, name });
    return (await fetch(`${origin}/upload?${query}`, { method: 'POST', headers, body: new Uint8Array(body) })).status;
  };
  const picture = readFileSync(join(place, 'cat/1.png'));
  expect(await send('cat', '1.png', picture)).toBe(200);
  expect(await send('cat', '1.png', picture)).toBe(200);
  expect(await send('../../out', 'broken.png', Buffer.from('no picture'))).toBe(200);
  expect(await send('cat', '1.png', Buffer.from('another'))).toBe(200);
  expect(await send('', 'a.png', picture, '00000000-0000-4000-8000-000000000000')).toBe(422);
  const own = join(library, 'datasets', id);
  expect(readdirSync(own, { recursive: true }).sort()).toEqual(
    ['cat', 'cat/1-2.png', 'cat/1.png', 'out', 'out/broken.png'].map((path) => join(path)),
  );
  const set = (await handlers['datasets.list']({})).datasets[0];
  expect(set).toMatchObject({ pictures: 3, classes: ['cat', 'out'], places: [own] });
  const progress: number[] = [];
  events.listen(
    (event, data) => event === 'dataset.progress' && 'progress' in data && progress.push(data.progress as number),
  );
  const report = await handlers['datasets.examine']({ data: id });
  const broken = [join(own, 'cat/1-2.png'), join(own, 'out/broken.png')];
  expect(report.findings.find(({ kind }) => kind === 'unreadable')?.files.sort()).toEqual(broken);
  expect(progress.at(-1)).toBe(1);
  const { pictures } = await handlers['datasets.pictures']({ id, offset: 0, limit: 10 });
  const thumbnail = async (key: string | undefined) => fetch(`${origin}/media/dataset/${id}/${key}`, { headers });
  const good = await thumbnail(pictures.find(({ file }) => file.endsWith('1.png'))?.key);
  expect(good.status).toBe(200);
  expect(await sharp(Buffer.from(await good.arrayBuffer())).metadata()).toMatchObject({ format: 'webp', width: 64 });
  expect((await thumbnail(pictures.find(({ file }) => file.endsWith('broken.png'))?.key)).status).toBe(404);
  expect((await thumbnail('abc')).status).toBe(404);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});
