// `npm run screenshots [FOLDER]`: every screen in both themes, both languages and two sizes, from the built studio with a sample result.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type Browser, type Page } from 'playwright';
import { launchBrowser } from '../../tests/e2e/browser.ts';
import { StudioPage } from '../../tests/e2e/pages/studio-page.ts';
import { photo } from '../../tests/e2e/pictures.ts';
import { StudioProcess } from '../../tests/e2e/studio-process.ts';
import { buildIfStale } from './build.ts';
import { ROOT } from './paths.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
/** Screen → the key that opens it, and what the picture waits for. */
const SCREENS = [
  { name: 'studio', key: '1' },
  { name: 'library', key: '2' },
  { name: 'train', key: '3' },
  { name: 'models', key: '4' },
  { name: 'settings', key: '6' },
  { name: 'queue', key: '5' },
];
/** Milliseconds for pictures and crops to arrive after a screen opened. */
const SETTLE = 2500;

const target = path.resolve(process.argv[2] ?? path.join(ROOT, '.cache/screenshots'));

/** One upscaled picture, so that no screen is empty. */
async function prepare(browser: Browser, url: string, folder: string): Promise<void> {
  const page = await browser.newPage({ locale: 'en' });
  await page.goto(url);
  const studio = new StudioPage(page);
  await studio.frame('snow-trees.jpg').waitFor();
  await studio.drop([await photo(path.join(folder, 'branches.jpg'), 320, 240)]);
  await studio.upscale();
  await studio.finished('branches.jpg');
  await page.close();
}

async function openResult(page: Page): Promise<void> {
  await page.keyboard.press('2');
  await page.getByRole('gridcell', { name: 'branches-4x.jpg' }).dblclick();
}

async function shoot(browser: Browser, url: string, theme: 'light' | 'dark', locale: 'en' | 'zh-CN'): Promise<void> {
  for (const size of SIZES) {
    const page = await browser.newPage({ viewport: size, colorScheme: theme, locale });
    await page.goto(url);
    await page.waitForTimeout(SETTLE);
    await openResult(page);
    for (const { name, key } of SCREENS) {
      await page.keyboard.press(key);
      await page.waitForTimeout(SETTLE);
      await page.screenshot({ path: path.join(target, `${name}-${theme}-${locale.slice(0, 2)}-${size.width}.png`) });
    }
    await page.close();
  }
}

await buildIfStale();
mkdirSync(target, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'atelier-screenshots-'));
const studio = await StudioProcess.start(path.join(folder, 'library'));
const browser = await launchBrowser();
try {
  await prepare(browser, studio.url, folder);
  for (const theme of ['light', 'dark'] as const) {
    for (const locale of ['en', 'zh-CN'] as const) await shoot(browser, studio.url, theme, locale);
  }
} finally {
  await browser.close();
  await studio.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`The pictures are in ${target}`);
