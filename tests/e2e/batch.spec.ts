// Batches: damaged files are refused by name while the rest goes on, and a killed service continues where it was.
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { LibraryPage } from './pages/library-page.ts';
import { StudioPage } from './pages/studio-page.ts';
import { hostileFiles, photo } from './pictures.ts';

test('hostile files are named, the others open', async ({ page, folder, studio }) => {
  expect(studio.current.url).toContain('token');
  const atelier = new StudioPage(page);
  const good = [await photo(path.join(folder, 'a.jpg'), 90, 60), await photo(path.join(folder, 'b.jpg'), 90, 60, 5)];
  await atelier.drop([...hostileFiles(path.join(folder, 'hostile')), ...good]);
  await page.getByRole('button', { name: 'Which?' }).click();
  for (const name of ['empty.jpg', 'letter.jpg', 'bomb.png']) {
    await expect(page.getByRole('dialog').getByText(name)).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await expect(atelier.frame('a.jpg')).toBeVisible();
  await expect(atelier.frame('b.jpg')).toBeVisible();
  await expect(atelier.frame('letter.jpg')).toBeHidden();
});

test('a batch goes on after its service was killed', async ({ page, folder, studio }) => {
  const atelier = new StudioPage(page);
  const names = Array.from({ length: 6 }, (_, n) => `photo-${n}.jpg`);
  await atelier.drop(await Promise.all(names.map((name, n) => photo(path.join(folder, name), 150, 110, n))));
  await expect(atelier.frame('photo-5.jpg')).toBeVisible();
  await atelier.upscale('Upscale 6 pictures');
  await atelier.finished('photo-0.jpg');

  await studio.restart('kill');
  const library = new LibraryPage(page);
  await library.open();
  for (const name of names) {
    await expect(library.picture(name.replace('.jpg', '-4x.jpg'))).toHaveCount(1, { timeout: 90_000 });
  }
});
