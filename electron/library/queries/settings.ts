// Small values by name: the user's preferences, and what the studio remembers from one start to the next.
import type { Database } from '../database.ts';

export class SettingValues {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** `undefined` if it was never set. */
  get(key: string): unknown {
    const row = this.db.first(this.db.build.selectFrom('setting').select('value').where('key', '=', key));
    return row && (JSON.parse(row.value) as unknown);
  }

  set(key: string, value: unknown): void {
    this.db.run(this.db.build.replaceInto('setting').values({ key, value: JSON.stringify(value) }));
  }
}
