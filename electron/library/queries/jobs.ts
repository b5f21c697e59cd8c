// Jobs of the queue, without their items.
import { randomUUID } from 'node:crypto';
import { JobId } from '#contract/ids.ts';
import { RestyleSettings } from '#contract/restyle.ts';
import { UpscaleSettings } from '#contract/upscale.ts';
import type { Database } from '../database.ts';
import type { JobTable } from '../schema.ts';

/** What is done with each file of a job. */
export type JobWork = { kind: 'upscale'; settings: UpscaleSettings } | { kind: 'restyle'; settings: RestyleSettings };

/** A job as it is stored; its status for the user follows from `state` and the items. */
export type JobRow = {
  id: JobId;
  work: JobWork;
  state: JobTable['state'];
  position: number;
  createdAt: number;
};

function workOf({ kind, settings }: JobTable): JobWork {
  const stored: unknown = JSON.parse(settings);
  return kind === 'upscale'
    ? { kind, settings: UpscaleSettings.parse(stored) }
    : { kind, settings: RestyleSettings.parse(stored) };
}

function toJob(row: JobTable): JobRow {
  return {
    id: JobId.parse(row.id),
    work: workOf(row),
    state: row.state,
    position: row.position,
    createdAt: row.created_at,
  };
}

export class Jobs {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** At the end of the queue. */
  add({ kind, settings }: JobWork): JobRow {
    const last = this.db.first(this.db.build.selectFrom('job').select((e) => e.fn.max('position').as('position')));
    const row: JobTable = {
      id: randomUUID(),
      kind,
      settings: JSON.stringify(settings),
      state: 'active',
      position: (last?.position ?? -1) + 1,
      created_at: Date.now(),
    };
    this.db.run(this.db.build.insertInto('job').values(row));
    return toJob(row);
  }

  /** In the order of work. */
  list(): JobRow[] {
    return this.db.all(this.db.build.selectFrom('job').selectAll().orderBy('position')).map(toJob);
  }

  get(id: JobId): JobRow | undefined {
    const row = this.db.first(this.db.build.selectFrom('job').selectAll().where('id', '=', id));
    return row && toJob(row);
  }

  setState(id: JobId, state: JobTable['state']): void {
    this.db.run(this.db.build.updateTable('job').set({ state }).where('id', '=', id));
  }

  /** Puts a job at a place in the order; positions become 0, 1, 2, … again. */
  move(id: JobId, position: number): void {
    this.db.transaction(() => {
      const order = this.list()
        .map((job) => job.id)
        .filter((other) => other !== id);
      order.splice(position, 0, id);
      order.forEach((job, index) => {
        this.db.run(this.db.build.updateTable('job').set({ position: index }).where('id', '=', job));
      });
    });
  }

  /** Its items go with it; pictures stay. */
  remove(id: JobId): void {
    this.db.run(this.db.build.deleteFrom('job').where('id', '=', id));
  }
}
