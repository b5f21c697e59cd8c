// Playwright: the studio in a real browser over the real service and engine.
import { defineConfig } from 'playwright/test';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export default defineConfig({
  testDir: path.join(root, 'tests/e2e'),
  testIgnore: '**/electron/**',
  outputDir: path.join(root, 'test-results'),
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: path.join(root, 'test-results/e2e.json') }]],
  use: { actionTimeout: 30_000, screenshot: 'only-on-failure', trace: 'retain-on-failure' },
});
