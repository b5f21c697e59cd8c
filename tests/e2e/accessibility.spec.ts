// Every screen, in both themes, without serious faults in names, roles and contrast.
import path from 'node:path';
import { writeTinyGenerator } from '../service/support/tiny-generator.ts';
import { writeTinyStyle } from '../service/support/tiny-style.ts';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './fixtures.ts';
import { StudioPage } from './pages/studio-page.ts';
import { TrainPage } from './pages/train-page.ts';

test.beforeEach(({ library }) => {
  writeTinyGenerator(path.join(library, 'models'), 'waves', { styles: 4 });
  writeTinyStyle(path.join(library, 'models'), 'dots');
});

test('the Studio, with each tool, and the queue', async ({ page, studio }) => {
  expect(studio.current.url).toContain('token');
  const atelier = new StudioPage(page);
  await expect(atelier.frame('snow-trees.jpg')).toBeVisible();
  for (const tool of ['Upscale', 'Restyle', 'Generate'] as const) {
    await atelier.chooseTool(tool);
    await expectAccessible(page, tool);
  }
  await page.keyboard.press('Control+j');
  await expectAccessible(page, 'Queue');
});

test('the wizard', async ({ page, studio }) => {
  expect(studio.current.url).toContain('token');
  const train = new TrainPage(page);
  await train.open();
  await train.begin();
  await expectAccessible(page, 'What to learn');
  await train.learn('The style of a painting');
  await expect(train.side('Learn from')).toBeVisible();
  await expectAccessible(page, 'Pictures');
});

const SCREENS = {
  Library: 'library',
  Train: 'train',
  'Picture sets': 'train/sets',
  Models: 'models',
  Settings: 'settings',
};

for (const [name, address] of Object.entries(SCREENS)) {
  test(name, async ({ page, studio }) => {
    expect(studio.current.url).toContain('token');
    await page.evaluate((hash) => (location.hash = hash), `/${address}`);
    await expect(page.getByRole('main')).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page, name);
  });
}
