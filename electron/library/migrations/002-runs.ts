// Schema 2: training runs and the values followed over them.
import type { Database } from 'better-sqlite3';

export function runs(sqlite: Database): void {
  sqlite.exec(`
    CREATE TABLE run (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      recipe TEXT NOT NULL,
      version INTEGER NOT NULL,
      param_values TEXT NOT NULL,
      seed INTEGER NOT NULL,
      data TEXT NOT NULL,
      content TEXT,
      status TEXT NOT NULL CHECK (status IN ('running', 'stopped', 'interrupted', 'failed', 'done')),
      step INTEGER NOT NULL,
      steps INTEGER NOT NULL,
      seconds REAL NOT NULL,
      created_at INTEGER NOT NULL,
      model TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX run_by_time ON run (created_at);

    CREATE TABLE run_metric (
      run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (run_id, name, step)
    ) STRICT, WITHOUT ROWID;
  `);
}
