// From a folder of pictures to a style of one's own, as somebody goes who has never trained anything.
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { LibraryPage } from './pages/library-page.ts';
import { RunPage } from './pages/run-page.ts';
import { StudioPage } from './pages/studio-page.ts';
import { TrainPage } from './pages/train-page.ts';
import { photo } from './pictures.ts';

/** A folder with two good pictures, a copy of the first one, and a file that only pretends to be a picture. */
async function paintings(folder: string): Promise<string> {
  const first = await photo(path.join(folder, 'twigs.png'), 260, 220);
  await photo(path.join(folder, 'trunk.png'), 240, 260, 5);
  copyFileSync(first, path.join(folder, 'twigs again.png'));
  writeFileSync(path.join(folder, 'torn.jpg'), 'Dear reader, this is no picture.');
  return folder;
}

async function photos(folder: string): Promise<string> {
  for (let n = 0; n < 4; n++) await photo(path.join(folder, `walk-${n}.png`), 160, 140, n);
  return folder;
}

test('a newcomer trains a style and repaints a photo with it', async ({ page, folder, studio }) => {
  test.setTimeout(600_000);
  const train = new TrainPage(page);
  await train.open();
  await train.begin();
  await train.learn('The style of a painting');
  await train.drop('Learn from', [await paintings(path.join(folder, 'Winter'))]);
  await train.counted('Learn from', 4);
  await train.drop('Practise on', [await photos(path.join(folder, 'Walks'))]);
  await train.counted('Practise on', 4);

  await train.examined();
  await expect(train.finding('1 copy')).toBeVisible();
  await train.fix('1 cannot be read');
  await train.counted('Learn from', 3);
  await train.fix('1 copy');
  await train.counted('Learn from', 2);

  await train.openOwnSettings();
  await train.choose('Photo size', '64');
  await train.steps(100_000);
  await train.measured('Balanced');
  await train.measured('Quick');
  await train.start();

  const run = new RunPage(page);
  await run.shows('Training');
  await expect(run.preview).toHaveAccessibleName('Preview at step 0', { timeout: 120_000 });
  await run.trained();
  await expect(run.health).toContainText('Training');
  await run.pause();
  await run.shows('Paused');
  await expect(run.preview).not.toHaveAccessibleName('Preview at step 0');
  await run.hasStops(2);
  await run.resume();
  await run.shows('Training');
  const paused = await run.step();
  await run.trained(paused);
  await run.stopAndKeep();
  await run.shows('Stopped and kept');

  const atelier = new StudioPage(page);
  await run.openModel('Restyle');
  await atelier.frame('snow-trees.jpg').click();
  await expect(atelier.style('Winter')).toBeChecked();
  await atelier.previewed('Winter');
  await atelier.restyle();
  await atelier.restyled('snow-trees.jpg');
  await expect(page.getByRole('slider', { name: 'Compare before and after' })).toBeVisible();

  await studio.restart('kill');
  await train.open();
  await expect(train.run('Winter')).toContainText('Stopped and kept');
  await page.getByRole('navigation', { name: 'Main' }).getByText('Models').click();
  await expect(page.getByRole('article', { name: 'Winter' })).toBeVisible();
  const library = new LibraryPage(page);
  await library.open();
  await library.picture('snow-trees-winter.jpg').click();
  await expect(page.getByText('Painted in the style Winter from snow-trees.jpg')).toBeVisible();
});
