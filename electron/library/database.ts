// One SQLite connection with the library's durability settings, and typed queries that run synchronously on it.
import Sqlite from 'better-sqlite3';
import { type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { UserError } from '#contract/errors.ts';
import type { Tables } from './schema.ts';

/**
 * Opens a database file. `synchronous` is set on every open because SQLite does not remember it: FULL makes a
 * committed row survive a power cut, which is what "a finished file is never done twice" rests on.
 */
export function openSqlite(file: string): Sqlite.Database {
  const sqlite = new Sqlite(file, { timeout: 5000 });
  try {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/**
 * Queries are built by Kysely and run by better-sqlite3 without a promise in between: nothing else can run inside a
 * transaction or between reading a state and changing it.
 */
export class Database {
  readonly build = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  readonly sqlite: Sqlite.Database;
  private readonly statements = new Map<string, Sqlite.Statement>();

  constructor(sqlite: Sqlite.Database) {
    this.sqlite = sqlite;
  }

  all<T>(query: Compilable<T>): T[] {
    const { sql, parameters } = query.compile();
    return this.statement(sql).all(...parameters) as T[];
  }

  first<T>(query: Compilable<T>): T | undefined {
    return this.all(query)[0];
  }

  /** Runs a statement that returns no rows; the number of rows it changed. */
  run(query: Compilable): number {
    const { sql, parameters } = query.compile();
    try {
      return this.statement(sql).run(...parameters).changes;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_FULL') throw error;
      throw new UserError('disk-full', 'The disk of the library is full.', {
        hint: 'Free some space and try again.',
        source: this.sqlite.name,
        cause: error,
      });
    }
  }

  /** All of `work` is committed, or nothing of it. May be nested. */
  transaction<T>(work: () => T): T {
    return this.sqlite.transaction(work).immediate();
  }

  close(): void {
    this.sqlite.close();
  }

  private statement(sql: string): Sqlite.Statement {
    let statement = this.statements.get(sql);
    if (!statement) {
      // Lists of ids make statements of many lengths: the cache is emptied before it grows large.
      if (this.statements.size >= 500) this.statements.clear();
      statement = this.sqlite.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
