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
  // Tables that are made anew would otherwise take the rows that refer to them along; can only be set outside a transaction.
  sqlite.pragma('foreign_keys = OFF');
  try {
    for (const [index, migration] of migrations.entries()) {
      if (index < from) continue;
      sqlite
        .transaction(() => {
          migration(sqlite);
          const broken = sqlite.pragma('foreign_key_check') as unknown[];
          if (broken.length > 0) throw new Error(`migration ${index + 1} breaks ${broken.length} references`);
          sqlite.pragma(`user_version = ${index + 1}`);
        })
        .immediate();
    }
  } finally {
    sqlite.pragma('foreign_keys = ON');
  }
}
