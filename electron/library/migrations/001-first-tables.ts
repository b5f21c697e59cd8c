// Schema 1: pictures, the queue, measured speeds, settings and the device test.
import type { Database } from 'better-sqlite3';

export function firstTables(sqlite: Database): void {
  sqlite.exec(`
    CREATE TABLE image (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('source', 'output')),
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      bytes INTEGER NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      info TEXT NOT NULL,
      exif TEXT NOT NULL,
      added_at INTEGER NOT NULL,
      starred INTEGER NOT NULL CHECK (starred IN (0, 1)),
      parent_id TEXT REFERENCES image (id) ON DELETE SET NULL,
      path TEXT,
      made_by TEXT,
      deleted_at INTEGER
    ) STRICT;
    CREATE INDEX image_by_time ON image (deleted_at, added_at);
    CREATE INDEX image_by_file ON image (sha256);
    CREATE INDEX image_by_parent ON image (parent_id);

    CREATE TABLE job (
      id TEXT PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('upscale')),
      settings TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'cancelled')),
      position INTEGER NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE job_item (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      source_path TEXT,
      relative_dir TEXT NOT NULL,
      source_id TEXT REFERENCES image (id) ON DELETE SET NULL,
      status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'skipped', 'failed', 'cancelled')),
      output TEXT,
      result_id TEXT REFERENCES image (id) ON DELETE SET NULL,
      width INTEGER,
      height INTEGER,
      seconds REAL,
      notices TEXT NOT NULL,
      error TEXT,
      runs INTEGER NOT NULL DEFAULT 0,
      crashes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX job_item_by_status ON job_item (job_id, status, position);
    CREATE INDEX job_item_by_source ON job_item (source_id);
    CREATE INDEX job_item_by_result ON job_item (result_id);

    CREATE TABLE model_speed (
      model TEXT NOT NULL,
      device TEXT NOT NULL,
      megapixels_per_second REAL NOT NULL,
      measured_at INTEGER NOT NULL,
      PRIMARY KEY (model, device)
    ) STRICT;

    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

    CREATE TABLE device_report (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      hardware TEXT NOT NULL,
      runtime TEXT NOT NULL,
      report TEXT NOT NULL
    ) STRICT;
  `);
}
