// How each screen is opened; by keys, addresses and the studio's own words, so that every language goes the same way.
import { type Page } from 'playwright';
import { type Content } from './content.ts';

type Screen = { name: string; open: (page: Page, content: Content) => Promise<void> };

async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), address);
}

/** A tool of the Studio on a picture of the library. */
async function tool(page: Page, key: string, picture: string): Promise<void> {
  await go(page, '/library');
  await page.getByRole('gridcell', { name: picture }).first().dblclick();
  await page.keyboard.press(key);
}

/** With pictures on their way, or made. */
async function generate(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('Control+Enter');
}

/** Filled with the first two sets, as far as the button that starts. */
async function wizard(page: Page): Promise<void> {
  await go(page, '/train/new');
  await page.getByRole('button', { name: /^(The style of a painting|学习画作风格)/ }).click();
  for (const set of ['Autumn', 'Walks']) {
    await page
      .getByRole('button', { name: /^(Earlier sets|已有的图片集)$/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: set }).first().click();
  }
}

async function sets(page: Page): Promise<void> {
  await go(page, '/train/sets');
  await page
    .getByRole('link', { name: /^Walks/ })
    .first()
    .click();
}

export const SCREENS: Screen[] = [
  { name: 'upscale', open: (page) => tool(page, 'u', 'branches.jpg') },
  { name: 'restyle', open: (page) => tool(page, 'r', 'twigs.jpg') },
  { name: 'generate', open: generate },
  { name: 'library', open: (page) => go(page, '/library') },
  { name: 'train', open: (page) => go(page, '/train') },
  { name: 'learn', open: (page) => go(page, '/train/new') },
  { name: 'wizard', open: wizard },
  { name: 'run', open: (page, { style }) => go(page, `/train/${style}`) },
  { name: 'run-generator', open: (page, { generator }) => go(page, `/train/${generator}`) },
  { name: 'run-training', open: (page, { running }) => go(page, `/train/${running}`) },
  { name: 'compare', open: (page, { style, other }) => go(page, `/train/compare/${style}/${other}`) },
  { name: 'sets', open: sets },
  { name: 'models', open: (page) => go(page, '/models') },
  { name: 'settings', open: (page) => go(page, '/settings') },
  { name: 'queue', open: (page) => page.keyboard.press('5') },
];
