// Training runs in the library: kept whole, changed piece by piece, taken up again after a crash.
import Sqlite from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DatasetId, ModelId, RunId } from '#contract/ids.ts';
import { keepHouse } from '../../electron/library/housekeeping.ts';
import type { Library } from '../../electron/library/library.ts';
import type { RunRow } from '../../electron/library/queries/runs.ts';
import { listSnapshots } from '../../electron/library/snapshots.ts';
import { openTest, temporaryFolder } from './support.ts';

const DAY = 24 * 3600 * 1000;

/** Of a dataset that is in the library from then on. */
function newRun(library: Library, more: Partial<RunRow> = {}): RunRow {
  const data = DatasetId.parse(randomUUID());
  library.datasets.add({ id: data, name: 'shells', places: ['/shells'], leftOut: [], crops: {}, createdAt: 1 });
  return {
    id: RunId.parse(randomUUID()),
    name: 'dcgan shells',
    recipe: 'dcgan',
    version: 1,
    values: { size: '32', flip: true, generatorRate: 2e-4 },
    seed: 7,
    data,
    content: null,
    parent: null,
    minutes: null,
    status: 'running',
    step: 0,
    steps: 100,
    seconds: 0,
    createdAt: 1_700_000_000_000,
    model: null,
    error: null,
    ...more,
  };
}

test('a run comes back as it was put in, and a change leaves the rest alone', () => {
  const root = temporaryFolder();
  const library = openTest(root);
  const first = newRun(library, { minutes: 30 });
  const parent = { run: first.id, step: 5 };
  const second = newRun(library, { createdAt: 1_800_000_000_000, content: first.data, parent });
  library.runs.add(first);
  library.runs.add(second);
  expect(library.runs.list()).toEqual([second, first]);
  const error = { kind: 'out-of-memory', message: 'Too large.', hint: 'Smaller.' } as const;
  library.runs.change(first.id, { status: 'failed', step: 12, seconds: 3.5, error });
  expect(library.runs.get(first.id)).toEqual({ ...first, status: 'failed', step: 12, seconds: 3.5, error });
  const done = { status: 'done', model: ModelId.parse('shells'), error: null } as const;
  library.runs.change(first.id, done);
  library.close();
  expect(openTest(root).runs.get(first.id)).toEqual({ ...first, ...done, step: 12, seconds: 3.5 });
});

test('only runs that were under way are interrupted', () => {
  const library = openTest(temporaryFolder());
  const { runs } = library;
  const [lost, stopped] = [newRun(library), newRun(library, { status: 'stopped' })];
  runs.add(lost);
  runs.add(stopped);
  expect(runs.interrupt()).toBe(1);
  expect([runs.get(lost.id)?.status, runs.get(stopped.id)?.status]).toEqual(['interrupted', 'stopped']);
});

test('a series is replaced whole, so that values from before a roll-back do not stay', () => {
  const library = openTest(temporaryFolder());
  const { runs, db } = library;
  const [run, other] = [newRun(library), newRun(library)];
  runs.add(run);
  runs.add(other);
  const point = (step: number, value: number) => ({ step, name: 'generatorLoss', value, kind: 'loss' as const });
  runs.replaceMetrics(run.id, [point(20, 2), point(10, 1), point(30, 3)]);
  runs.replaceMetrics(other.id, [point(10, 9)]);
  const metric = { step: 10, name: 'generatorLoss', value: 0.5, kind: 'metric' as const };
  runs.replaceMetrics(run.id, [point(10, 1), metric, point(20, 4)]);
  expect(runs.metrics(run.id)).toEqual([point(10, 1), metric, point(20, 4)]);
  expect(runs.metrics(other.id)).toEqual([point(10, 9)]);
  expect(() => runs.replaceMetrics(RunId.parse(randomUUID()), [point(1, 1)])).toThrow(/FOREIGN KEY/);
  expect(db.sqlite.prepare('SELECT count(*) AS n FROM run_metric').get()).toEqual({ n: 4 });
});

test('schema 1 becomes the newest with everything in it, and a copy of it stays', () => {
  const root = join(temporaryFolder(), 'library');
  mkdirSync(root);
  copyFileSync(join(import.meta.dirname, 'golden/schema-001.sqlite'), join(root, 'library.sqlite'));
  const library = openTest(root);
  expect(library.runs.list()).toEqual([]);
  library.runs.add(newRun(library));
  expect(library.runs.list()).toHaveLength(1);
  const [copy = ''] = listSnapshots(library.folders);
  const old = new Sqlite(copy, { readonly: true });
  expect(old.pragma('user_version', { simple: true })).toBe(1);
  expect(old.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE 'run%'").get()).toEqual({ n: 0 });
  old.close();
});

test('what is in the bin goes for good after a month, a dataset only once no run has learned from it', async () => {
  const library = openTest(temporaryFolder());
  const { runs, datasets, folders } = library;
  const run = newRun(library);
  runs.add(run);
  mkdirSync(join(folders.runs, run.id));
  const time = Date.now();
  datasets.bin(run.data, time);
  expect([datasets.list(), datasets.get(run.data)?.name]).toEqual([[], 'shells']);
  await keepHouse(library, time + 31 * DAY);
  expect(datasets.get(run.data)).toBeDefined();
  runs.bin(run.id, time);
  expect(runs.list()).toEqual([]);
  await keepHouse(library, time + 29 * DAY);
  expect(runs.get(run.id)).toBeDefined();
  await keepHouse(library, time + 31 * DAY);
  expect([runs.get(run.id), datasets.get(run.data), existsSync(join(folders.runs, run.id))]).toEqual([
    undefined,
    undefined,
    false,
  ]);
});
