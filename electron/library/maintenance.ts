// `atelier library check | backup | restore`: proves a library whole, copies it, and puts a copy back.
import Sqlite from 'better-sqlite3';
import { constants, existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { openSqlite } from './database.ts';
import { syncFolder } from './durable.ts';
import { FileStore, hashFile } from './file-store.ts';
import { libraryFolders } from './folders.ts';
import { takeLock } from './lock.ts';
import { refuseNewer } from './migrate.ts';
import { copyDatabase, listSnapshots } from './snapshots.ts';

export type Problem = { kind: 'database' | 'missing-file' | 'damaged-file'; message: string };
export type CheckReport = { images: number; files: number; orphans: number; problems: Problem[] };

function requireLibrary(root: string): ReturnType<typeof libraryFolders> {
  const folders = libraryFolders(root);
  if (existsSync(folders.database)) return folders;
  throw new UserError('not-found', 'There is no library in this folder.', {
    hint: 'Choose the folder with --library.',
    source: root,
  });
}

type FileRow = { sha256: string; name: string };

function databaseProblems(sqlite: Sqlite.Database): Problem[] {
  const integrity = sqlite.pragma('integrity_check(20)') as { integrity_check: string }[];
  const foreign = sqlite.pragma('foreign_key_check') as { table: string; rowid: number; parent: string }[];
  return [
    ...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
    ...foreign.map((row) => `row ${row.rowid} of ${row.table} names a missing row of ${row.parent}`),
  ].map((message) => ({ kind: 'database' as const, message }));
}

/**
 * Checks the whole database and every file's hash, while the library may be in use. `onFile` hears of each file.
 */
export async function checkLibrary(
  root: string,
  onFile: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<CheckReport> {
  const folders = requireLibrary(root);
  const report: CheckReport = { images: 0, files: 0, orphans: 0, problems: [] };
  let rows: FileRow[];
  try {
    const sqlite = openSqlite(folders.database);
    try {
      refuseNewer(sqlite, folders.database);
      report.problems.push(...databaseProblems(sqlite));
      rows = sqlite.prepare('SELECT sha256, name FROM image').all() as FileRow[];
    } finally {
      sqlite.close();
    }
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error;
    report.problems.push({ kind: 'database', message: error.message });
    return report;
  }
  report.images = rows.length;
  const nameOf = new Map(rows.map((row) => [row.sha256, row.name]));
  const store = new FileStore(folders.files, folders.tmp);
  const present = new Set<string>();
  for await (const { sha256, path } of store.list()) {
    signal?.throwIfAborted();
    report.files++;
    present.add(sha256);
    const name = nameOf.get(sha256);
    if (name === undefined) report.orphans++;
    if ((await hashFile(path, signal)) !== sha256) {
      report.problems.push({ kind: 'damaged-file', message: `${name ?? 'a file without a row'}: ${path}` });
    }
    onFile(report.files, nameOf.size);
  }
  for (const [sha256, name] of nameOf) {
    if (!present.has(sha256)) report.problems.push({ kind: 'missing-file', message: `${name} (${sha256})` });
  }
  return report;
}

/** Copies by reference where the disk can. */
async function copyInto(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

/** Again if a file went away in the middle: a run that goes on gives up old checkpoints. */
async function copyFolder(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT' || attempt === 3) throw error;
      await rm(to, { recursive: true, force: true });
    }
  }
}

/**
 * Writes a folder that is itself a library (database, files, own models, runs, datasets), while the library may be in use: the
 * database is copied at one moment, and files never change once they are written.
 */
export async function backupLibrary(root: string, target: string): Promise<{ path: string; files: number }> {
  const folders = requireLibrary(root);
  const path = resolve(target);
  if (existsSync(path)) {
    throw new UserError('bad-input', 'The backup’s folder exists already.', {
      hint: 'Name a folder that is not there yet.',
      source: path,
    });
  }
  const copy = libraryFolders(`${path}.${process.pid}.tmp`);
  try {
    await mkdir(copy.files, { recursive: true });
    const sqlite = openSqlite(folders.database);
    let rows: FileRow[];
    try {
      refuseNewer(sqlite, folders.database);
      copyDatabase(sqlite, copy.database);
    } finally {
      sqlite.close();
    }
    const copied = new Sqlite(copy.database, { readonly: true });
    try {
      rows = copied.prepare('SELECT DISTINCT sha256, name FROM image').all() as FileRow[];
    } finally {
      copied.close();
    }
    const from = new FileStore(folders.files, folders.tmp);
    const to = new FileStore(copy.files, copy.tmp);
    for (const sha256 of new Set(rows.map((row) => row.sha256))) {
      const source = join(from.folder, sha256.slice(0, 2), sha256);
      const place = join(to.folder, sha256.slice(0, 2), sha256);
      await mkdir(dirname(place), { recursive: true });
      await copyInto(source, place);
    }
    for (const kind of ['models', 'runs', 'datasets'] as const) {
      if (existsSync(folders[kind])) await copyFolder(folders[kind], copy[kind]);
    }
    await rename(copy.root, path);
    await syncFolder(dirname(path));
    return { path, files: new Set(rows.map((row) => row.sha256)).size };
  } catch (error) {
    await rm(copy.root, { recursive: true, force: true });
    throw error;
  }
}

function requireReadable(database: string): void {
  try {
    const sqlite = new Sqlite(database, { readonly: true });
    try {
      refuseNewer(sqlite, database);
      const tables = sqlite.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name IN ('image', 'job')").get();
      if (sqlite.pragma('quick_check(1)', { simple: true }) === 'ok' && (tables as { n: number }).n === 2) return;
    } finally {
      sqlite.close();
    }
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error;
  }
  throw new UserError('corrupt', 'The backup cannot be read.', { hint: 'Choose another backup.', source: database });
}

/** The newest copy of the database that the library made by itself; throws `not-found`. */
export function newestSnapshot(root: string): string {
  const newest = listSnapshots(libraryFolders(root)).at(-1);
  if (newest) return newest;
  throw new UserError('not-found', 'This library has no copy of its database yet.', {
    hint: 'Name the folder of a backup.',
    source: root,
  });
}

/**
 * Puts a backup in the library's place: a folder made by `backup`, or one database copy from the library's `backups`.
 * What was there stays beside it; its path is returned (`null` if there was nothing). Throws `busy` while in use.
 */
export async function restoreLibrary(root: string, backup: string): Promise<{ kept: string | null }> {
  const source = resolve(backup);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const info = await stat(source).catch(() => undefined);
  if (!info) throw new UserError('not-found', 'There is no such backup.', { source });
  await mkdir(root, { recursive: true });
  return info.isDirectory() ? restoreFolder(root, source, stamp) : restoreDatabase(root, source, stamp);
}

async function restoreFolder(root: string, source: string, stamp: string): Promise<{ kept: string | null }> {
  requireReadable(libraryFolders(source).database);
  const incoming = `${root}.${stamp}.tmp`;
  const lock = takeLock(root, 'Atelier (restore)');
  try {
    await cp(source, incoming, { recursive: true, mode: constants.COPYFILE_FICLONE });
  } catch (error) {
    await rm(incoming, { recursive: true, force: true });
    throw error;
  } finally {
    // An open file cannot be renamed on Windows, so the lock goes a moment before the folder.
    lock.release();
  }
  const empty = (await readdir(root)).every((name) => name === 'lock');
  const kept = empty ? null : `${root}.before-${stamp}`;
  if (kept) await rename(root, kept);
  else await rm(root, { recursive: true });
  await rename(incoming, root);
  await syncFolder(dirname(root));
  return { kept };
}

async function restoreDatabase(root: string, source: string, stamp: string): Promise<{ kept: string | null }> {
  requireReadable(source);
  const { database } = libraryFolders(root);
  const lock = takeLock(root, 'Atelier (restore)');
  try {
    const incoming = `${database}.${stamp}.tmp`;
    await copyInto(source, incoming);
    const kept = existsSync(database) ? `${database}.before-${stamp}` : null;
    // The log belongs to the old file and must go with it, or SQLite would play it into the new one.
    for (const suffix of kept ? ['', '-wal', '-shm'] : []) {
      if (existsSync(database + suffix)) await rename(database + suffix, kept + suffix);
    }
    await rename(incoming, database);
    await syncFolder(root);
    return { kept };
  } finally {
    lock.release();
  }
}
