// Every schema change in order; the number of a migration is its place in this list, which only ever grows at its end.
import type { Database } from 'better-sqlite3';
import { firstTables } from './001-first-tables.ts';
import { runs } from './002-runs.ts';
import { datasets } from './003-datasets.ts';

export const migrations: readonly ((sqlite: Database) => void)[] = [firstTables, runs, datasets];
