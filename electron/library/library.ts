// Opens a library folder: lock, database, migrations, quick check, file store; and closes it again.
import { existsSync, mkdirSync } from 'node:fs';
import { UserError } from '#contract/errors.ts';
import { clearAbandoned } from './abandoned.ts';
import { Database, openSqlite } from './database.ts';
import { FileStore } from './file-store.ts';
import { type LibraryFolders, libraryFolders } from './folders.ts';
import { takeLock, type Lock } from './lock.ts';
import { migrate } from './migrate.ts';
import { Datasets } from './queries/datasets.ts';
import { DeviceReports } from './queries/device-reports.ts';
import { Images } from './queries/images.ts';
import { JobItems } from './queries/job-items.ts';
import { Jobs } from './queries/jobs.ts';
import { ModelSpeeds } from './queries/model-speeds.ts';
import { Runs } from './queries/runs.ts';
import { SettingValues } from './queries/settings.ts';
import { listSnapshots, takeSnapshot } from './snapshots.ts';

export class Library {
  readonly folders: LibraryFolders;
  readonly db: Database;
  readonly files: FileStore;
  readonly images: Images;
  readonly jobs: Jobs;
  readonly items: JobItems;
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly speeds: ModelSpeeds;
  readonly settings: SettingValues;
  readonly deviceReports: DeviceReports;
  private readonly lock: Lock;

  constructor(folders: LibraryFolders, db: Database, lock: Lock) {
    this.folders = folders;
    this.db = db;
    this.lock = lock;
    this.files = new FileStore(folders.files, folders.tmp);
    this.images = new Images(db);
    this.jobs = new Jobs(db);
    this.items = new JobItems(db);
    this.datasets = new Datasets(db);
    this.runs = new Runs(db);
    this.speeds = new ModelSpeeds(db);
    this.settings = new SettingValues(db);
    this.deviceReports = new DeviceReports(db);
  }

  close(): void {
    this.db.close();
    this.lock.release();
  }
}

/** The error for a database that SQLite cannot read, with the way back. */
export function damaged(folders: LibraryFolders, cause?: unknown): UserError {
  const newest = listSnapshots(folders).at(-1);
  const hint = newest
    ? `Restore the newest copy with: atelier library restore "${newest}". The damaged file is kept beside it.`
    : 'There is no copy to restore yet. Move the file away to start with an empty library; pictures stay in “files”.';
  return new UserError('corrupt', 'The library’s database is damaged.', { hint, source: folders.database, cause });
}

function openDatabase(folders: LibraryFolders): Database {
  const existed = existsSync(folders.database);
  try {
    const sqlite = openSqlite(folders.database);
    try {
      if (existed && sqlite.pragma('quick_check(1)', { simple: true }) !== 'ok') throw damaged(folders);
      migrate(sqlite, folders.database, (version) => takeSnapshot(sqlite, folders, `before-schema-${version + 1}`));
      return new Database(sqlite);
    } catch (error) {
      sqlite.close();
      throw error;
    }
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') throw damaged(folders, error);
    throw error;
  }
}

/**
 * Opens or creates the library at `root`; `what` names this process to another one that wants it.
 * Throws `busy`, `corrupt` or `newer-version`, each with the way out.
 */
export function openLibrary(root: string, what: string): Library {
  const folders = libraryFolders(root);
  try {
    mkdirSync(root, { recursive: true });
    mkdirSync(folders.models, { recursive: true });
    mkdirSync(folders.files, { recursive: true });
    mkdirSync(folders.runs, { recursive: true });
  } catch (error) {
    throw new UserError('bad-input', 'The library folder cannot be created.', {
      hint: 'Choose another folder with --library or ATELIER_LIBRARY.',
      source: root,
      cause: error,
    });
  }
  const lock = takeLock(root, what);
  try {
    const db = openDatabase(folders);
    clearAbandoned(folders);
    return new Library(folders, db, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}
