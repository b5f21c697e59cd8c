// New pictures: looked at, kept, mixed, and on the way from one to another.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { GenerateSettings, InterpolateSettings } from '#contract/generate.ts';
import { LibraryQuery } from '#contract/image.ts';
import { SaveOptions } from '#contract/upscale.ts';
import type { Workshop } from '../../electron/service/index.ts';
import { temporaryFolder, testWorkshop } from './support/studio.ts';
import { writeTinyGenerator } from './support/tiny-generator.ts';

function workshopWithGenerators(): Workshop {
  const library = join(temporaryFolder(), 'library');
  const models = join(library, 'models');
  writeTinyGenerator(models, 'plain');
  writeTinyGenerator(models, 'kinds', { classes: ['boot', 'bag'] });
  writeTinyGenerator(models, 'styled', { styles: 4 });
  return testWorkshop(library);
}

const wanted = (model: string, seeds: number[], more: object = {}) => ({
  ...GenerateSettings.parse({ model, seeds, ...more }),
  taskId: randomUUID(),
});
const all = ({ core }: Workshop) => core.library.images.list(LibraryQuery.parse({ sort: 'name' })).images;

test('a preview is only looked at; the same pictures are kept with how they were made', async () => {
  const workshop = workshopWithGenerators();
  const { handlers, core, events } = workshop;
  const seen: number[] = [];
  events.listen((event, data) => {
    if (event === 'generate.progress' && 'progress' in data && typeof data.progress === 'number')
      seen.push(data.progress);
  });
  const settings = wanted('kinds', [7, 3, 4_294_967_295], { truncation: 0.7, class: 'bag' });
  const preview = await handlers['generate.preview'](settings);
  expect(preview).toMatchObject({ size: 16, pictures: [{ seed: 7 }, { seed: 3 }, { seed: 4_294_967_295 }] });
  expect(new Set(preview.pictures.map(({ sha256 }) => sha256)).size).toBe(3);
  for (const { sha256 } of preview.pictures) expect(await core.media.find(sha256)).toMatchObject({ type: 'image/png' });
  expect(seen.at(-1)).toBe(1);
  expect(all(workshop)).toEqual([]);

  const { images } = await handlers['generate.keep']({ ...settings, taskId: randomUUID() });
  expect(images.map(({ sha256 }) => sha256)).toEqual(preview.pictures.map(({ sha256 }) => sha256));
  expect(images[0]).toMatchObject({
    kind: 'output',
    name: 'kinds-7.png',
    info: { width: 16, height: 16 },
    madeBy: { operation: 'generate', model: 'kinds', seed: 7, truncation: 0.7, class: 'bag', device: 'cpu' },
  });
  expect(all(workshop)).toHaveLength(3);
});

test('truncation, class and mixed styles each change the picture; what a model cannot do is said', async () => {
  const { handlers } = workshopWithGenerators();
  const hashes = async (model: string, more: object = {}) => {
    const { pictures } = await handlers['generate.preview'](wanted(model, [5], more));
    return pictures[0]?.sha256;
  };
  expect(await hashes('plain', { truncation: 0.5 })).not.toBe(await hashes('plain'));
  expect(await hashes('kinds', { class: 'boot' })).not.toBe(await hashes('kinds', { class: 'bag' }));
  const alone = await hashes('styled');
  const coarse = await hashes('styled', { mix: { seed: 9, from: 1 } });
  const fine = await hashes('styled', { mix: { seed: 9, from: 3 } });
  expect(new Set([alone, coarse, fine]).size).toBe(3);
  const failure = (model: string, more: object) => handlers['generate.preview'](wanted(model, [5], more));
  await expect(failure('styled', { mix: { seed: 9, from: 4 } })).rejects.toMatchObject({
    hint: 'Choose one from 0 to 3.',
  });
  await expect(failure('plain', { mix: { seed: 9, from: 0 } })).rejects.toMatchObject({ kind: 'bad-input' });
  await expect(failure('kinds', { class: 'hat' })).rejects.toMatchObject({ hint: 'It knows boot, bag.' });
  await expect(failure('realesrgan-compact-x4', {})).rejects.toMatchObject({ kind: 'unsupported' });
});

test('the way between two seeds is a moving picture that is saved as it is, or single frames that begin with the first', async () => {
  const workshop = workshopWithGenerators();
  const { handlers, core } = workshop;
  const out = temporaryFolder();
  const way = (format: string) => ({
    ...InterpolateSettings.parse({ model: 'plain', from: 1, to: 2, frames: 6, format }),
    taskId: randomUUID(),
  });
  for (const format of ['webp', 'gif']) {
    const { images } = await handlers['generate.interpolate'](way(format));
    expect(images).toMatchObject([
      { name: `plain-1-2.${format}`, info: { width: 16, height: 16 }, madeBy: { seed: 1, to: 2 } },
    ]);
    const metadata = await sharp(core.library.files.path(images[0]!.sha256)).metadata();
    expect(metadata).toMatchObject({ format, pages: 6, loop: 0 });
    const save = SaveOptions.parse({ nameTemplate: '{name}', destination: { to: 'folder', path: out } });
    const { files } = await handlers['images.save']({ ids: images.map(({ id }) => id), save });
    expect(files[0]).toMatchObject({ status: 'done', path: join(out, `plain-1-2.${format}`) });
    expect(readFileSync(files[0]?.path ?? '')).toEqual(readFileSync(core.library.files.path(images[0]!.sha256)));
  }
  const { images } = await handlers['generate.interpolate'](way('png'));
  expect(images.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4, 5].map((k) => `plain-1-2-000${k}.png`));
  const { pictures } = await handlers['generate.preview'](wanted('plain', [1]));
  expect(images[0]?.sha256).toBe(pictures[0]?.sha256);
  expect(all(workshop)).toHaveLength(8);
});

test('what is cancelled leaves nothing, and others go on', async () => {
  const workshop = workshopWithGenerators();
  const { handlers, core } = workshop;
  const many = Array.from({ length: 256 }, (_, seed) => seed);
  for (const method of ['generate.preview', 'generate.keep'] as const) {
    const settings = wanted('plain', many);
    const stopped = expect(handlers[method](settings)).rejects.toMatchObject({ kind: 'cancelled' });
    const other = handlers['generate.preview'](wanted('plain', [1]));
    await handlers['generate.cancel']({ taskId: settings.taskId });
    await stopped;
    expect((await other).pictures).toHaveLength(1);
  }
  expect(all(workshop)).toEqual([]);
  expect(readdirSync(core.library.folders.tmp)).toEqual([]);
});
