// `npm test`: every suite in turn; the last line counts all of them. Names given as arguments choose among unit, e2e, electron.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { buildIfStale } from './build.ts';
import { electronBinary } from './electron-binary.ts';
import { packageBin, ROOT, run } from './paths.ts';

type Count = { passed: number; failed: number; skipped: number };

const RESULTS = path.join(ROOT, 'test-results');
const chosen = new Set(process.argv.slice(2));
const wanted = (suite: string): boolean => chosen.size === 0 || chosen.has(suite);

/** Runs Vitest; a run that left no report counts as one failure. */
async function vitest(): Promise<Count> {
  const report = path.join(RESULTS, 'unit.json');
  const code = await run(process.execPath, [
    packageBin('vitest/vitest.mjs'),
    'run',
    '--config=build/config/vitest.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const json = readReport<{ numPassedTests: number; numFailedTests: number; numPendingTests: number }>(report);
  if (!json) return { passed: 0, failed: 1, skipped: 0 };
  const failed = json.numFailedTests || (code === 0 ? 0 : 1);
  return { passed: json.numPassedTests, failed, skipped: json.numPendingTests };
}

async function playwright(config: string, name: string): Promise<Count> {
  const code = await run(process.execPath, [
    packageBin('playwright/cli.js'),
    'test',
    `--config=build/config/${config}`,
  ]);
  const json = readReport<{ stats: { expected: number; unexpected: number; flaky: number; skipped: number } }>(
    path.join(RESULTS, `${name}.json`),
  );
  if (!json) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = json.stats;
  return { passed: expected, failed: unexpected + flaky || (code === 0 ? 0 : 1), skipped };
}

function readReport<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
await buildIfStale();

const counts: Count[] = [];
if (wanted('unit')) counts.push(await vitest());
if (wanted('e2e')) counts.push(await playwright('playwright.ts', 'e2e'));
if (wanted('electron')) {
  if (electronBinary()) counts.push(await playwright('playwright.electron.ts', 'electron'));
  else console.log('Left out: the tests inside Electron, because its program is not installed here.');
}

const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
console.log(`${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
