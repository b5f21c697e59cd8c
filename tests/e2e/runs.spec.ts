// What can be done with a run that was trained: its checkpoint used, trained further, renamed, branched.
import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test as base } from './fixtures.ts';
import { RunPage } from './pages/run-page.ts';
import { TrainPage } from './pages/train-page.ts';
import { photo } from './pictures.ts';
import { CLI } from './studio-process.ts';

/** As many as the recipe asks for at least. */
const PICTURES = 200;

/** A library with a small generator in it, trained for a few steps: what it paints does not matter here. */
const test = base.extend({
  library: async ({ folder }, use) => {
    const library = path.join(folder, 'library');
    const data = path.join(folder, 'Twigs');
    for (let n = 0; n < PICTURES; n++) await photo(path.join(data, `${n}.png`), 32, 32, n);
    const what = ['train', 'dcgan', '--data', data, '--name', 'Twigs', '--library', library];
    await promisify(execFile)(process.execPath, [CLI, ...what, '--steps', '4', '--size', '32', '--set', 'batch=4']);
    await use(library);
  },
});

test('a checkpoint becomes a model, the run goes on, gets a name, and branches', async ({ page, studio }) => {
  test.setTimeout(400_000);
  expect(studio.current.url).toContain('token');
  const train = new TrainPage(page);
  const run = new RunPage(page);
  await train.open();
  await train.run('Twigs').getByRole('link', { name: 'Open Twigs' }).click();
  await run.shows('Done');
  await run.useCheckpoint();
  await expect(page.getByText('“Twigs” is in your models now')).toBeVisible({ timeout: 60_000 });

  await run.further(2);
  await run.shows('Done');
  await expect(run.figures).toContainText('Step 6 of 6');

  await run.more('Rename…');
  await page.getByRole('textbox', { name: 'Name' }).fill('Branches');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Branches' })).toBeVisible();

  await run.branch('Boughs', 2);
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('heading', { name: 'Boughs' })).toBeVisible();
});
