// What every end-to-end test starts with: a browser, a folder of its own, and the studio on a fresh library in it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from 'playwright/test';
import { launchBrowser } from './browser.ts';
import { StudioProcess } from './studio-process.ts';

type Fixtures = {
  folder: string;
  library: string;
  studio: { current: StudioProcess; restart: (how: 'stop' | 'kill') => Promise<void> };
};

export const test = base.extend<Fixtures>({
  browser: [
    async ({}, use) => {
      const browser = await launchBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'atelier-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  library: async ({ folder }, use) => use(path.join(folder, 'library')),
  studio: async ({ library, page }, use) => {
    const studio = {
      current: await StudioProcess.start(library),
      restart: async (how: 'stop' | 'kill') => {
        await studio.current[how]();
        studio.current = await StudioProcess.start(library);
        await page.goto(studio.current.url);
      },
    };
    await page.goto(studio.current.url);
    await use(studio);
    await studio.current.stop();
  },
});

export { expect } from 'playwright/test';
