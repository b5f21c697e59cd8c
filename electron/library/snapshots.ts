// Copies of the database taken before a migration and once a week, from which a damaged library can be restored.
import type { Database } from 'better-sqlite3';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryFolders } from './folders.ts';

const KEPT = 6;
const WEEK = 7 * 24 * 3600 * 1000;

/** Paths, oldest first. */
export function listSnapshots(folders: LibraryFolders): string[] {
  try {
    const names = readdirSync(folders.backups).filter((name) => name.endsWith('.sqlite'));
    return names.sort().map((name) => join(folders.backups, name));
  } catch {
    return [];
  }
}

/** Writes a consistent copy of an open database to `target`, whole or not at all. */
export function copyDatabase(sqlite: Database, target: string): void {
  const temporary = `${target}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  sqlite.prepare('VACUUM INTO ?').run(temporary);
  renameSync(temporary, target);
}

/** The oldest ones beyond a few are removed. */
export function takeSnapshot(sqlite: Database, folders: LibraryFolders, why: string): string {
  mkdirSync(folders.backups, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const target = join(folders.backups, `${stamp}-${why}.sqlite`);
  copyDatabase(sqlite, target);
  for (const old of listSnapshots(folders).slice(0, -KEPT)) rmSync(old, { force: true });
  return target;
}

export function takeWeeklySnapshot(sqlite: Database, folders: LibraryFolders): void {
  const newest = listSnapshots(folders).at(-1);
  if (!newest || Date.now() - statSync(newest).mtimeMs > WEEK) takeSnapshot(sqlite, folders, 'weekly');
}
