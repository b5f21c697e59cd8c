// Restyling from a style's card to a saved picture, and a batch.
import path from 'node:path';
import sharp from 'sharp';
import { writeTinyStyle } from '../service/support/tiny-style.ts';
import { expect, test } from './fixtures.ts';
import { LibraryPage } from './pages/library-page.ts';
import { StudioPage } from './pages/studio-page.ts';
import { photo } from './pictures.ts';

test.beforeEach(({ library }) => writeTinyStyle(path.join(library, 'models'), 'dots'));

test('choose a style, see it, restyle, discard, undo, save', async ({ page, folder, studio }) => {
  expect(studio.current.url).toContain('token');
  const atelier = new StudioPage(page);
  await atelier.drop([await photo(path.join(folder, 'branches.jpg'), 120, 90)]);
  await expect(atelier.frame('branches.jpg')).toBeVisible();

  await atelier.chooseTool('Restyle');
  await atelier.style('dots').check({ force: true });
  await atelier.setStrength(60);
  await atelier.previewed('dots');
  await atelier.restyle();
  await atelier.restyled('branches.jpg');

  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(atelier.frame('branches.jpg')).not.toHaveAccessibleName(/restyled/);
  await page.keyboard.press('Control+z');
  await atelier.restyled('branches.jpg');

  await page.getByRole('button', { name: 'Save…' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const saved = path.join(folder, 'saved.jpg');
  await (await download).saveAs(saved);
  expect(await sharp(saved).metadata()).toMatchObject({ format: 'jpeg', width: 120, height: 90 });

  const library = new LibraryPage(page);
  await library.open();
  await library.picture('branches-dots.jpg').click();
  await expect(page.getByText('Painted in the style dots from branches.jpg')).toBeVisible();
});

test('three pictures are restyled in one go', async ({ page, folder, studio }) => {
  expect(studio.current.url).toContain('token');
  const atelier = new StudioPage(page);
  const names = [0, 1, 2].map((n) => `photo-${n}.jpg`);
  await atelier.drop(await Promise.all(names.map((name, n) => photo(path.join(folder, name), 150, 110, n))));
  await expect(atelier.frame('photo-2.jpg')).toBeVisible();
  await atelier.chooseTool('Restyle');
  await atelier.style('dots').check({ force: true });
  await atelier.restyle('Restyle 3 pictures');
  for (const name of names) await atelier.restyled(name);
});
