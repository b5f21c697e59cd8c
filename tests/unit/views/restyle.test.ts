// Restyling before it is done: the sizes and brushes of previews, looks recognised and chosen by chance, names of files.
import { expect, test } from 'vitest';
import { type LibraryImage, MadeBy } from '#contract/image.ts';
import { ModelId } from '#contract/ids.ts';
import { Look, RestyleSettings } from '#contract/restyle.ts';
import { isMadeIn, previewBrush, previewSides, surprise } from '../../../renderer/state/look.ts';
import { resultName } from '../../../renderer/views/studio/output-name.ts';

const [wave, night, snow] = ['wave', 'night', 'snow'].map((id) => ModelId.parse(id)) as [ModelId, ModelId, ModelId];
const look = Look.parse({ model: wave, strength: 0.8 });

test('a quick preview comes first, then one as fine as the screen, never finer than the picture', () => {
  expect(previewSides(4000, 900)).toEqual([256, 1024]);
  expect(previewSides(4000, 9000)).toEqual([256, 2048]);
  expect(previewSides(700, 900)).toEqual([256, 700]);
  expect(previewSides(400, 900)).toEqual([400]);
  expect(previewSides(20, 900)).toEqual([64]);
});

test('a smaller picture gets a smaller brush, as far as there is one', () => {
  expect(previewBrush(2, 1024, 2048)).toBe(1);
  expect(previewBrush(1, 1024, 1280)).toBe(0.8);
  expect(previewBrush(1, 256, 4000)).toBe(0.5);
  expect(previewBrush(1.5, 64, 20)).toBe(1.5);
});

test('a result is known to be in a look only if all of it is the same', () => {
  const made = (change: Partial<Look>) =>
    MadeBy.parse({
      operation: 'restyle',
      model: wave,
      modelVersion: 'a'.repeat(64),
      device: 'cpu',
      seconds: 1,
      settings: { ...look, ...change },
    });
  expect(isMadeIn({ madeBy: made({}) }, look)).toBe(true);
  for (const change of [{ model: night }, { strength: 1 }, { keepColors: true }, { brush: 2 }]) {
    expect(isMadeIn({ madeBy: made(change) }, look)).toBe(false);
  }
  expect(isMadeIn({ madeBy: null }, look)).toBe(false);
});

test('a surprise is another style, strong enough to be seen', () => {
  expect(surprise([wave, night, snow], wave, () => 0)).toEqual({ model: night, strength: 0.6 });
  expect(surprise([wave, night, snow], wave, () => 0.999)).toEqual({ model: snow, strength: 1 });
  expect(surprise([wave], wave, () => 0.5)).toEqual({ model: wave, strength: 0.8 });
  expect(surprise([], null, () => 0.5)).toBeNull();
});

test('a restyled file is named after picture and style and keeps its size', () => {
  const image = { name: 'IMG_1.heic', info: { width: 30, height: 20, format: 'heif' } } as LibraryImage;
  expect(resultName(image, RestyleSettings.parse(look))).toBe('IMG_1-wave.avif');
  const template = { nameTemplate: '{name} {scale} {width}x{height}', encoding: { format: 'jpeg' } };
  expect(resultName(image, RestyleSettings.parse({ ...look, save: template }))).toBe('IMG_1 1x 30x20.jpg');
});
