// Training runs and their series.
import { WireError } from '#contract/errors.ts';
import { ModelId, RunId } from '#contract/ids.ts';
import { type MetricPoint, ParameterValues, type Run, type RunStatus } from '#contract/training.ts';
import type { Database } from '../database.ts';
import type { RunTable } from '../schema.ts';

/** A run as it is stored: what is only known while it goes on is left out. */
export type RunRow = Omit<Run, 'stepsPerSecond' | 'secondsLeft'>;
export type RunChange = Partial<Pick<RunRow, 'status' | 'step' | 'steps' | 'seconds' | 'model' | 'error'>>;

function toRow(run: RunRow): RunTable {
  const { values, createdAt, error, ...same } = run;
  return {
    ...same,
    param_values: JSON.stringify(values),
    created_at: createdAt,
    error: error && JSON.stringify(error),
  };
}

function toRun(row: RunTable): RunRow {
  const { param_values, created_at, error, ...same } = row;
  return {
    ...same,
    id: RunId.parse(row.id),
    values: ParameterValues.parse(JSON.parse(param_values)),
    createdAt: created_at,
    model: row.model === null ? null : ModelId.parse(row.model),
    error: error === null ? null : WireError.parse(JSON.parse(error)),
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

  get(id: RunId): RunRow | undefined {
    const row = this.db.first(this.db.build.selectFrom('run').selectAll().where('id', '=', id));
    return row && toRun(row);
  }

  /** The newest first. */
  list(): RunRow[] {
    const query = this.db.build.selectFrom('run').selectAll().orderBy('created_at', 'desc').orderBy('id');
    return this.db.all(query).map(toRun);
  }

  change(id: RunId, change: RunChange): void {
    const { error, ...same } = change;
    const set = { ...same, ...(error !== undefined && { error: error && JSON.stringify(error) }) };
    this.db.run(this.db.build.updateTable('run').set(set).where('id', '=', id));
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
      for (const { name, step, value } of points) {
        this.db.run(this.db.build.insertInto('run_metric').values({ run_id: id, name, step, value }));
      }
    });
  }

  /** In the order of steps. */
  metrics(id: RunId): MetricPoint[] {
    const query = this.db.build
      .selectFrom('run_metric')
      .select(['step', 'name', 'value'])
      .where('run_id', '=', id)
      .orderBy('step')
      .orderBy('name');
    return this.db.all(query);
  }
}
