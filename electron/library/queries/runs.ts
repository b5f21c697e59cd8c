// Training runs and their series.
import { z } from 'zod';
import { WireError } from '#contract/errors.ts';
import { DatasetId, ModelId, RunId } from '#contract/ids.ts';
import { type MetricPoint, ParameterValues, Run, type RunStatus } from '#contract/training.ts';
import type { Database } from '../database.ts';
import type { RunTable } from '../schema.ts';

/** A run as it is stored: what is only known while it goes on, and what its folder says, are left out. */
export type RunRow = Omit<Run, 'stepsPerSecond' | 'secondsLeft' | 'preview'> & {
  /** Of training in all, after which it ends; `null` for a run that ends by its steps. */
  minutes: number | null;
};
export type RunChange = Partial<
  Pick<RunRow, 'name' | 'status' | 'step' | 'steps' | 'minutes' | 'seconds' | 'model' | 'error'>
>;

const Parent = z.nullable(Run.shape.parent.unwrap());

function toRow(run: RunRow): RunTable {
  const { values, createdAt, error, parent, ...same } = run;
  return {
    ...same,
    parent: parent && JSON.stringify(parent),
    param_values: JSON.stringify(values),
    created_at: createdAt,
    error: error && JSON.stringify(error),
    deleted_at: null,
  };
}

function toRun(row: RunTable): RunRow {
  return {
    id: RunId.parse(row.id),
    name: row.name,
    recipe: row.recipe,
    version: row.version,
    seed: row.seed,
    status: row.status,
    step: row.step,
    steps: row.steps,
    minutes: row.minutes,
    seconds: row.seconds,
    data: DatasetId.parse(row.data),
    content: row.content === null ? null : DatasetId.parse(row.content),
    parent: row.parent === null ? null : Parent.parse(JSON.parse(row.parent)),
    values: ParameterValues.parse(JSON.parse(row.param_values)),
    createdAt: row.created_at,
    model: row.model === null ? null : ModelId.parse(row.model),
    error: row.error === null ? null : WireError.parse(JSON.parse(row.error)),
  };
}

export class Runs {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  add(run: RunRow): void {
    this.db.run(this.db.build.insertInto('run').values(toRow(run)));
  }

  /** Also one that is in the bin. */
  get(id: RunId): RunRow | undefined {
    const row = this.db.first(this.db.build.selectFrom('run').selectAll().where('id', '=', id));
    return row && toRun(row);
  }

  /** The newest first, without those in the bin. */
  list(): RunRow[] {
    const all = this.db.build.selectFrom('run').selectAll().where('deleted_at', 'is', null);
    return this.db.all(all.orderBy('created_at', 'desc').orderBy('id')).map(toRun);
  }

  change(id: RunId, change: RunChange): void {
    const { error, ...same } = change;
    const set = { ...same, ...(error !== undefined && { error: error && JSON.stringify(error) }) };
    this.db.run(this.db.build.updateTable('run').set(set).where('id', '=', id));
  }

  /** Into the bin at a time, or with `null` out of it. */
  bin(id: RunId, time: number | null): void {
    this.db.run(this.db.build.updateTable('run').set({ deleted_at: time }).where('id', '=', id));
  }

  binnedBefore(time: number): RunId[] {
    const query = this.db.build.selectFrom('run').select('id').where('deleted_at', '<', time);
    return this.db.all(query).map(({ id }) => RunId.parse(id));
  }

  /** For good, with its series. */
  remove(id: RunId): void {
    this.db.run(this.db.build.deleteFrom('run').where('id', '=', id));
  }

  /** Runs that nobody works on any more; how many there were. */
  interrupt(): number {
    const status: RunStatus = 'interrupted';
    return this.db.run(this.db.build.updateTable('run').set({ status }).where('status', '=', 'running'));
  }

  /** The whole series anew: a run that went back to a checkpoint has other values from there on. */
  replaceMetrics(id: RunId, points: readonly MetricPoint[]): void {
    this.db.transaction(() => {
      this.db.run(this.db.build.deleteFrom('run_metric').where('run_id', '=', id));
      for (const point of points) {
        this.db.run(this.db.build.insertInto('run_metric').values({ run_id: id, ...point }));
      }
    });
  }

  /** In the order of steps. */
  metrics(id: RunId): MetricPoint[] {
    const query = this.db.build
      .selectFrom('run_metric')
      .select(['step', 'name', 'value', 'kind'])
      .where('run_id', '=', id)
      .orderBy('step')
      .orderBy('name');
    return this.db.all(query);
  }
}
