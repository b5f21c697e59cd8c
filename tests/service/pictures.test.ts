// Pictures come into the library from folders, go to the bin and back, and are saved in other formats.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { LibraryQuery } from '#contract/image.ts';
import { SaveOptions } from '#contract/upscale.ts';
import { drawPicture, libraryWithModels, temporaryFolder, testWorkshop } from './support/studio.ts';

const query = (more: object = {}) => LibraryQuery.parse(more);

test('folders are imported with their tree; what is no picture is left out, a broken one is named', async () => {
  const folder = temporaryFolder();
  const { handlers, events } = testWorkshop(libraryWithModels(folder));
  const trip = join(folder, 'trip');
  for (const [index, name] of ['day 10/x.png', 'day 2/x.png', 'a.webp'].entries()) {
    await drawPicture(join(trip, name), 30, 20, index);
  }
  mkdirSync(join(trip, '.hidden'));
  await drawPicture(join(trip, '.hidden/no.png'), 10, 10);
  writeFileSync(join(trip, 'notes.txt'), 'text');
  writeFileSync(join(trip, 'broken.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]));
  const steps: number[] = [];
  events.listen((event, data) => {
    if (event === 'import.progress' && 'done' in data && 'name' in data) steps.push(data.done);
  });
  const result = await handlers['images.import']({ paths: [trip], importId: randomUUID() });
  expect(result.images.map(({ image, relativeDir }) => `${relativeDir}/${image.name}`)).toEqual([
    '/a.webp',
    'day 2/x.png',
    'day 10/x.png',
  ]);
  expect(result.failures).toMatchObject([{ kind: 'corrupt', source: join(trip, 'broken.jpg') }]);
  expect(steps).toEqual([1, 2, 3, 4]);
  await handlers['images.import']({ paths: [trip], importId: randomUUID() });
  expect((await handlers['images.list'](query())).total).toBe(3);
});

test('the bin gives pictures back with everything they had', async () => {
  const folder = temporaryFolder();
  const { handlers, core } = testWorkshop(libraryWithModels(folder));
  const path = await drawPicture(join(folder, '100% of_it.png'), 30, 20);
  const { id } = await core.ingest.file(path);
  await handlers['images.star']({ ids: [id], starred: true });
  await handlers['images.delete']({ ids: [id] });
  expect((await handlers['images.list'](query())).total).toBe(0);
  expect((await handlers['images.list'](query({ deleted: true }))).total).toBe(1);
  await handlers['images.restore']({ ids: [id] });
  expect((await handlers['images.list'](query({ starred: true, text: '100% it' }))).images).toMatchObject([{ id }]);
  expect((await handlers['images.list'](query({ text: '10_%' }))).total).toBe(0);
});

test('a picture is saved as it is, or converted, and never over its own original', async () => {
  const folder = temporaryFolder();
  const { handlers, core } = testWorkshop(libraryWithModels(folder));
  const path = await drawPicture(join(folder, 'a.png'), 30, 20);
  const { id } = await core.ingest.file(path);
  const save = async (options: object) => {
    const { files } = await handlers['images.save']({ ids: [id], save: SaveOptions.parse(options) });
    return files[0];
  };
  const copy = await save({ destination: { to: 'folder', path: join(folder, 'out') }, nameTemplate: '{name}' });
  expect(readFileSync(copy?.path ?? '')).toEqual(readFileSync(path));
  const converted = await save({ destination: { to: 'file', path: join(folder, 'b.webp') } });
  expect(await sharp(converted?.path ?? '').metadata()).toMatchObject({ format: 'webp', width: 30 });
  const beside = { destination: { to: 'beside' }, nameTemplate: '{name}', onExisting: 'overwrite' };
  expect(await save(beside)).toMatchObject({ status: 'done', path: join(folder, 'a-2.png') });
  expect(await save({ destination: { to: 'library' } })).toMatchObject({ status: 'failed', path: null });
});

test('a folder that cannot be made fails the save, and does not hang it', async () => {
  const folder = temporaryFolder();
  const { handlers, core } = testWorkshop(libraryWithModels(folder));
  const path = await drawPicture(join(folder, 'a.png'), 30, 20);
  const { id } = await core.ingest.file(path);
  // A file stands where a folder would have to be.
  const save = SaveOptions.parse({ destination: { to: 'folder', path: join(path, 'below') } });
  const { files } = await handlers['images.save']({ ids: [id], save });
  expect(files[0]).toMatchObject({ status: 'failed', path: null });
});
