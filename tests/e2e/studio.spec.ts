// The studio's main job from a dropped file to a saved picture, and after a restart.
import { existsSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from './fixtures.ts';
import { LibraryPage } from './pages/library-page.ts';
import { StudioPage } from './pages/studio-page.ts';
import { photo } from './pictures.ts';

test('drop, upscale, compare, save, restart, still there', async ({ page, folder, studio }) => {
  const atelier = new StudioPage(page);
  await expect(atelier.frame('snow-trees.jpg')).toBeVisible();

  await atelier.drop([await photo(path.join(folder, 'branches.jpg'), 120, 90)]);
  await expect(atelier.frame('branches.jpg')).toHaveAttribute('aria-selected', 'true');
  await atelier.upscale();
  await atelier.finished('branches.jpg');

  const divider = page.getByRole('slider', { name: 'Compare before and after' });
  await expect(divider).toBeVisible();
  await divider.focus();
  const before = await divider.getAttribute('aria-valuenow');
  await page.keyboard.press('ArrowRight');
  await expect(divider).not.toHaveAttribute('aria-valuenow', before ?? '');
  await page.getByRole('radio', { name: 'Side by side' }).click();
  await expect(divider).toBeHidden();

  await page.getByRole('button', { name: 'Save…' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  const saved = path.join(folder, 'saved.jpg');
  await (await download).saveAs(saved);
  expect(await sharp(saved).metadata()).toMatchObject({ format: 'jpeg', width: 480, height: 360 });

  await studio.restart('stop');
  const library = new LibraryPage(page);
  await library.open();
  await expect(library.picture('branches.jpg')).toBeVisible();
  await library.picture('branches-4x.jpg').click();
  await expect(page.getByText('Made with Real-ESRGAN Compact')).toBeVisible();
});

test('another format goes to a folder', async ({ page, folder, studio }) => {
  expect(studio.current.url).toContain('127.0.0.1');
  const atelier = new StudioPage(page);
  await atelier.drop([await photo(path.join(folder, 'twigs.png'), 100, 80, 3)]);
  await atelier.chooseScale('×2');
  await atelier.upscale();
  await atelier.finished('twigs.png');
  await page.getByRole('button', { name: 'Save…' }).click();
  await page.getByRole('combobox', { name: 'Format: As it is' }).click();
  await page.getByRole('option', { name: 'WebP' }).click();
  await page.getByRole('textbox', { name: 'Folder on this computer' }).fill(folder);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const file = path.join(folder, 'twigs-2x.webp');
  await expect.poll(() => existsSync(file)).toBe(true);
  expect(await sharp(file).metadata()).toMatchObject({ format: 'webp', width: 200, height: 160 });
});

test('a deleted picture comes back with undo', async ({ page, studio }) => {
  expect(studio.current.url).toContain('token');
  const library = new LibraryPage(page);
  await library.open();
  await library.picture('snow-trees.jpg').click();
  await page.keyboard.press('Delete');
  await expect(library.picture('snow-trees.jpg')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(library.picture('snow-trees.jpg')).toBeVisible();
});
