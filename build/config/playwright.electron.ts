// Playwright inside Electron: the built shell with the real service and engine, wherever Electron's program is installed.
import { defineConfig } from 'playwright/test';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export default defineConfig({
  testDir: path.join(root, 'tests/e2e/electron'),
  outputDir: path.join(root, 'test-results/electron'),
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: path.join(root, 'test-results/electron.json') }]],
});
