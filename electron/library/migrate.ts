// Brings a library file to the newest schema: a backup first, then one transaction per migration; newer files are refused.
import type { Database } from 'better-sqlite3';
import { UserError } from '#contract/errors.ts';
import { migrations } from './migrations/index.ts';

export function schemaVersion(sqlite: Database): number {
  return sqlite.pragma('user_version', { simple: true }) as number;
}

/** Throws `newer-version` for a file that a later Atelier wrote; it is left as it was. */
export function refuseNewer(sqlite: Database, file: string): void {
  if (schemaVersion(sqlite) <= migrations.length) return;
  throw new UserError('newer-version', 'This library was written by a newer version of Atelier.', {
    hint: 'Install the newest Atelier, or choose another library folder with --library.',
    source: file,
  });
}

/** `backup` is called once before the first change to a file that already holds a library. */
export function migrate(sqlite: Database, file: string, backup: (version: number) => void): void {
  refuseNewer(sqlite, file);
  const from = schemaVersion(sqlite);
  if (from === migrations.length) return;
  if (from > 0) backup(from);
  for (const [index, migration] of migrations.entries()) {
    if (index < from) continue;
    sqlite
      .transaction(() => {
        migration(sqlite);
        sqlite.pragma(`user_version = ${index + 1}`);
      })
      .immediate();
  }
}
