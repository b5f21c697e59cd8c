// Training runs in the library: kept whole, changed piece by piece, taken up again after a crash.
import Sqlite from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModelId, RunId } from '#contract/ids.ts';
import type { RunRow } from '../../electron/library/queries/runs.ts';
import { listSnapshots } from '../../electron/library/snapshots.ts';
import { openTest, temporaryFolder } from './support.ts';

function newRun(more: Partial<RunRow> = {}): RunRow {
  return {
    id: RunId.parse(randomUUID()),
    name: 'dcgan shells',
    recipe: 'dcgan',
    version: 1,
    values: { size: '32', flip: true, generatorRate: 2e-4 },
    seed: 7,
    data: '/pictures/shells',
    content: null,
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
  const [first, second] = [newRun(), newRun({ createdAt: 1_800_000_000_000, content: '/photos' })];
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
  const { runs } = openTest(temporaryFolder());
  const [lost, stopped] = [newRun(), newRun({ status: 'stopped' })];
  runs.add(lost);
  runs.add(stopped);
  expect(runs.interrupt()).toBe(1);
  expect([runs.get(lost.id)?.status, runs.get(stopped.id)?.status]).toEqual(['interrupted', 'stopped']);
});

test('a series is replaced whole, so that values from before a roll-back do not stay', () => {
  const { runs, db } = openTest(temporaryFolder());
  const [run, other] = [newRun(), newRun()];
  runs.add(run);
  runs.add(other);
  const point = (step: number, value: number) => ({ step, name: 'generatorLoss', value });
  runs.replaceMetrics(run.id, [point(20, 2), point(10, 1), point(30, 3)]);
  runs.replaceMetrics(other.id, [point(10, 9)]);
  runs.replaceMetrics(run.id, [point(10, 1), { step: 10, name: 'a', value: 0.5 }, point(20, 4)]);
  expect(runs.metrics(run.id)).toEqual([{ step: 10, name: 'a', value: 0.5 }, point(10, 1), point(20, 4)]);
  expect(runs.metrics(other.id)).toEqual([point(10, 9)]);
  expect(() => runs.replaceMetrics(RunId.parse(randomUUID()), [point(1, 1)])).toThrow(/FOREIGN KEY/);
  expect(db.sqlite.prepare('SELECT count(*) AS n FROM run_metric').get()).toEqual({ n: 4 });
});

test('schema 1 becomes schema 2 with everything in it, and a copy of it stays', () => {
  const root = join(temporaryFolder(), 'library');
  mkdirSync(root);
  copyFileSync(join(import.meta.dirname, 'golden/schema-001.sqlite'), join(root, 'library.sqlite'));
  const library = openTest(root);
  expect(library.runs.list()).toEqual([]);
  library.runs.add(newRun());
  expect(library.runs.list()).toHaveLength(1);
  const [copy = ''] = listSnapshots(library.folders);
  const old = new Sqlite(copy, { readonly: true });
  expect(old.pragma('user_version', { simple: true })).toBe(1);
  expect(old.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE 'run%'").get()).toEqual({ n: 0 });
  old.close();
});
