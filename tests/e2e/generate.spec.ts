// New pictures in the Studio: made, selected by mouse and keys, kept, opened, and joined by a moving picture.
import path from 'node:path';
import { writeTinyGenerator } from '../service/support/tiny-generator.ts';
import { expect, test } from './fixtures.ts';
import { GeneratePage } from './pages/generate-page.ts';
import { StudioPage } from './pages/studio-page.ts';

/** Milliseconds in which the engine may start. */
const FIRST = 60_000;

test('without a generator the tool leads to training', async ({ page, studio }) => {
  await page.goto(studio.current.url);
  await page.locator('body').press('g');
  await expect(page.getByRole('heading', { name: 'Train a model first' })).toBeVisible();
  await page.getByRole('button', { name: 'Train a model' }).click();
  await expect(page).toHaveURL(/#\/train/);
});

test.describe('with a generator', () => {
  test.beforeEach(({ library }) => writeTinyGenerator(path.join(library, 'models'), 'waves', { styles: 4 }));

  test('pictures are made, selected, kept once, and opened on the canvas', async ({ page, studio }) => {
    await page.goto(studio.current.url);
    const generate = new GeneratePage(page);
    await generate.open();
    await generate.start();
    await expect(generate.picture(16)).toBeVisible({ timeout: FIRST });

    await generate.picture(2).click();
    await generate.picture(2).press('Shift+ArrowRight');
    await generate.keep(/^Keep 2 selected$/);
    await expect(generate.kept(3)).toBeVisible();
    await expect(generate.kept(4)).toHaveCount(0);

    // Another variety gives other pictures, the old one those that are kept already.
    const variety = page.getByRole('spinbutton', { name: 'Variety' });
    await variety.fill('0.5');
    await variety.press('Enter');
    await expect(generate.picture(16)).toBeVisible();
    await expect(generate.kept(3)).toHaveCount(0);
    await variety.fill('1');
    await variety.press('Enter');
    await expect(generate.kept(3)).toBeVisible();

    await generate.picture(5).dblclick();
    await expect(new StudioPage(page).frame('waves-5.png')).toBeVisible();
  });

  test('the way between two selected pictures moves, and Esc leads back', async ({ page, studio }) => {
    await page.goto(studio.current.url);
    const generate = new GeneratePage(page);
    await generate.open();
    await generate.start();
    await generate.picture(1).click();
    await generate.picture(4).click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'Between two seeds' }).click();
    await page.getByRole('button', { name: 'Take the two selected pictures' }).click();
    await page.getByRole('button', { name: 'Make the moving picture' }).click();
    await expect(page.getByRole('img', { name: 'From seed 1 to 4 and back' })).toBeVisible();
    await page.locator('body').press('Escape');
    await expect(generate.grid).toBeVisible();
  });
});
