// What the pictures of the screens show: opened and enlarged photos, a style and a generator of a few seconds of training, and a run under way.
import path from 'node:path';
import { type Browser, type Page } from 'playwright';
import sharp from 'sharp';
import { GeneratePage } from '../../../tests/e2e/pages/generate-page.ts';
import { RunPage } from '../../../tests/e2e/pages/run-page.ts';
import { StudioPage } from '../../../tests/e2e/pages/studio-page.ts';
import { TrainPage } from '../../../tests/e2e/pages/train-page.ts';
import { photo } from '../../../tests/e2e/pictures.ts';

/** Ids of the runs. */
export type Content = { style: string; other: string; generator: string; running: string };

const PHOTOS = 64;
/** Longest training, in milliseconds, on a slow machine. */
const PATIENCE = 600_000;

/** A sheet of broad strokes, made of the sample photo turned warm. */
async function painting(folder: string): Promise<string> {
  const taken = await photo(path.join(folder, 'taken.png'), 320, 300, 2);
  const file = path.join(folder, 'Autumn', 'autumn-woods.png');
  await photo(file, 320, 300, 2);
  await sharp(taken).median(9).modulate({ saturation: 2.4, hue: 190 }).sharpen({ sigma: 3 }).toFile(file);
  return path.dirname(file);
}

async function walks(folder: string): Promise<string> {
  const target = path.join(folder, 'Walks');
  for (let n = 0; n < PHOTOS; n++) await photo(path.join(target, `walk-${n + 1}.png`), 240 + 5 * n, 220, n);
  return target;
}

type Training = { title: string; sides: [side: string, folder: string][]; steps: number; name: string; size: string };

/** Starts a run and gives its id. */
async function train(page: Page, { title, sides, steps, name, size }: Training): Promise<string> {
  const wizard = new TrainPage(page);
  await page.evaluate(() => (location.hash = '/train/new'));
  await wizard.learn(title);
  for (const [side, folder] of sides) {
    await wizard.typePath(side, folder);
    await wizard
      .side(side)
      .getByText(/\d+ pictures?$/)
      .first()
      .waitFor();
  }
  await wizard.openOwnSettings();
  await wizard.choose(title.startsWith('New') ? 'Picture size' : 'Photo size', size);
  await wizard.steps(steps);
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await wizard.start();
  return page.url().split('/').at(-1) ?? '';
}

async function done(page: Page): Promise<void> {
  const badge = page.getByRole('article').getByText('Done', { exact: true }).first();
  await badge.waitFor({ timeout: PATIENCE });
}

/** Fills an empty library. The last run is still training afterwards. */
export async function prepare(browser: Browser, url: string, folder: string): Promise<Content> {
  const page = await browser.newPage({ locale: 'en' });
  await page.goto(url);
  const studio = new StudioPage(page);
  await studio.frame('snow-trees.jpg').waitFor();
  const files = ['branches.jpg', 'twigs.jpg', 'shadows.jpg'];
  await studio.drop(await Promise.all(files.map((file, n) => photo(path.join(folder, file), 480, 320, 3 * n))));
  await studio.frame('branches.jpg').click();
  await page.getByRole('radio', { name: 'This' }).check({ force: true });
  await studio.upscale();
  await studio.finished('branches.jpg');

  const pictures = await walks(folder);
  const sides: Training['sides'] = [
    ['Learn from', await painting(folder)],
    ['Practise on', pictures],
  ];
  const title = 'The style of a painting';
  const style = await train(page, { title, sides, steps: 60, name: 'Autumn', size: '64' });
  await done(page);
  const other = await train(page, { title, sides, steps: 20, name: 'Autumn, shorter', size: '64' });
  await done(page);
  const generator = await train(page, {
    title: 'New pictures, the plain way',
    sides: [['Learn from', pictures]],
    steps: 60,
    name: 'Snow',
    size: '32',
  });
  await done(page);
  await new RunPage(page).openModel('Generate');
  await new GeneratePage(page).start();
  await new GeneratePage(page).picture(1).waitFor({ timeout: PATIENCE });

  await studio.chooseTool('Restyle');
  await studio.frame('twigs.jpg').click();
  await studio.style('Autumn').first().click();
  await studio.restyle();
  await studio.restyled('twigs.jpg');
  const running = await train(page, { title, sides, steps: 4000, name: 'Autumn, finer', size: '64' });
  await new RunPage(page).trained();
  await page.close();
  return { style, other, generator, running };
}
