// `npm run screenshots [FOLDER]`: every screen in both themes, both languages and two sizes, from the built studio with content it made itself.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { launchBrowser } from '../../tests/e2e/browser.ts';
import { StudioProcess } from '../../tests/e2e/studio-process.ts';
import { buildIfStale } from './build.ts';
import { ROOT } from './paths.ts';
import { prepare } from './screenshots/content.ts';
import { SCREENS } from './screenshots/screens.ts';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
/** Milliseconds for pictures and crops to arrive after a screen opened. */
const SETTLE = 2500;

const target = path.resolve(process.argv[2] ?? path.join(ROOT, '.cache/screenshots'));

await buildIfStale();
mkdirSync(target, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'atelier-screenshots-'));
const studio = await StudioProcess.start(path.join(folder, 'library'));
const browser = await launchBrowser();
try {
  const content = await prepare(browser, studio.url, folder);
  for (const theme of ['light', 'dark'] as const) {
    for (const locale of ['en', 'zh-CN'] as const) {
      const page = await browser.newPage({ colorScheme: theme, locale });
      await page.goto(studio.url);
      for (const { name, open } of SCREENS) {
        await open(page, content);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          await page.waitForTimeout(SETTLE);
          const file = `${name}-${theme}-${locale.slice(0, 2)}-${size.width}.png`;
          await page.screenshot({ path: path.join(target, file) });
        }
      }
      await page.close();
    }
  }
} finally {
  await browser.close();
  await studio.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`The pictures are in ${target}`);
