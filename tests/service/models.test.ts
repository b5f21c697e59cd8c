// Models: imported after a test, checked before use, tried side by side, exported whole.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModelId } from '#contract/ids.ts';
import { drawPicture, libraryWithModels, temporaryFolder, testWorkshop } from './support/studio.ts';
import { tinyModelBytes } from './support/tiny-model.ts';

test('an .onnx upscaler is imported after it ran, listed, and exported as it came', async () => {
  const folder = temporaryFolder();
  const { handlers } = testWorkshop(libraryWithModels(folder));
  const file = join(folder, 'My Upscaler (v2).onnx');
  writeFileSync(file, tinyModelBytes(4));
  const entry = await handlers['models.import']({ path: file });
  expect(entry).toMatchObject({ own: true, card: { id: 'my-upscaler-v2', scale: 4, licence: { use: 'unknown' } } });
  const listed = (await handlers['models.list']({})).models.map(({ card }) => card.id);
  expect(listed).toContain(entry.card.id);
  const copy = join(folder, 'new/copy.onnx');
  await handlers['models.export']({ model: entry.card.id, path: copy });
  expect(readFileSync(copy)).toEqual(readFileSync(file));
  await expect(handlers['models.import']({ path: file })).rejects.toMatchObject({ kind: 'bad-input' });
  const junk = join(folder, 'junk.onnx');
  writeFileSync(junk, 'junk');
  await expect(handlers['models.import']({ path: junk })).rejects.toMatchObject({ name: 'UserError' });
});

test('a changed model file is refused, the others still work on the same crop', async () => {
  const folder = temporaryFolder();
  const library = libraryWithModels(folder);
  const { handlers, core } = testWorkshop(library);
  appendFileSync(join(library, 'models/slow-x2/model.onnx'), 'x');
  const image = await core.ingest.file(await drawPicture(join(folder, 'a.png'), 64, 64));
  const models = ['tiny-x2', 'slow-x2'].map((id) => ModelId.parse(id));
  const rect = { x: 8, y: 8, width: 32, height: 16 };
  const { trials } = await handlers['upscale.try']({ imageId: image.id, rect, models });
  expect(trials).toMatchObject([
    { model: 'tiny-x2', error: null },
    { model: 'slow-x2', sha256: null, error: { kind: 'corrupt' } },
  ]);
  const media = await core.media.find(trials[0]?.sha256 ?? '');
  expect(media).toMatchObject({ type: 'image/png' });
  const beyond = { ...rect, x: 60 };
  await expect(handlers['upscale.try']({ imageId: image.id, rect: beyond, models })).rejects.toMatchObject({
    kind: 'bad-input',
  });
  const settings = core.preferences.get().upscale;
  const unknown = { ...settings, model: ModelId.parse('unknown') };
  const items = [{ imageId: image.id, relativeDir: '' }];
  await expect(handlers['jobs.upscale']({ settings: unknown, items })).rejects.toMatchObject({ kind: 'not-found' });
  const measured = await handlers['models.measure']({ model: ModelId.parse('tiny-x2') });
  expect(measured.speed).toBeGreaterThan(0);
});
