// Schema 3: datasets, runs that wait and branch, and jobs that restyle.
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';

/** Runs with foreign keys off: tables are made anew because SQLite cannot change a CHECK. */
export function datasets(sqlite: Database): void {
  sqlite.exec(`
    CREATE TABLE job_new (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('upscale', 'restyle')),
      settings TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'cancelled')),
      position INTEGER NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO job_new SELECT id, kind, settings, state, position, created_at FROM job;
    DROP TABLE job;
    ALTER TABLE job_new RENAME TO job;

    CREATE TABLE dataset (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      places TEXT NOT NULL,
      left_out TEXT NOT NULL,
      crops TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      deleted_at INTEGER
    ) STRICT;

    CREATE TABLE run_new (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      recipe TEXT NOT NULL,
      version INTEGER NOT NULL,
      param_values TEXT NOT NULL,
      seed INTEGER NOT NULL,
      data TEXT NOT NULL REFERENCES dataset (id),
      content TEXT REFERENCES dataset (id),
      parent TEXT,
      status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'paused', 'stopped', 'interrupted', 'failed', 'done')),
      step INTEGER NOT NULL,
      steps INTEGER NOT NULL,
      minutes REAL,
      seconds REAL NOT NULL,
      created_at INTEGER NOT NULL,
      model TEXT,
      error TEXT,
      deleted_at INTEGER
    ) STRICT;
  `);
  // Runs of before named folders: each becomes a dataset.
  const folders = sqlite
    .prepare(
      'SELECT data AS folder, min(created_at) AS at FROM (SELECT data, created_at FROM run UNION ALL SELECT content, created_at FROM run) WHERE data IS NOT NULL GROUP BY data',
    )
    .all() as { folder: string; at: number }[];
  const add = sqlite.prepare(
    "INSERT INTO dataset (id, name, places, left_out, crops, created_at) VALUES (?, ?, ?, '[]', '{}', ?)",
  );
  const ids = new Map(folders.map(({ folder }) => [folder, randomUUID()]));
  for (const { folder, at } of folders) add.run(ids.get(folder), basename(folder), JSON.stringify([folder]), at);
  const copy = sqlite.prepare(`
    INSERT INTO run_new (id, name, recipe, version, param_values, seed, data, content, status, step, steps, seconds, created_at, model, error)
    SELECT id, name, recipe, version, param_values, seed, ?, ?, status, step, steps, seconds, created_at, model, error FROM run WHERE id = ?
  `);
  const old = sqlite.prepare('SELECT id, data, content FROM run').all() as {
    id: string;
    data: string;
    content: string | null;
  }[];
  for (const { id, data, content } of old) copy.run(ids.get(data), content === null ? null : ids.get(content), id);
  sqlite.exec(`
    DROP TABLE run;
    ALTER TABLE run_new RENAME TO run;
    CREATE INDEX run_by_time ON run (created_at);

    CREATE TABLE run_metric_new (
      run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('loss', 'metric')),
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (run_id, kind, name, step)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO run_metric_new SELECT run_id, 'loss', name, step, value FROM run_metric;
    DROP TABLE run_metric;
    ALTER TABLE run_metric_new RENAME TO run_metric;
  `);
}
