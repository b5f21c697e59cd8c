// Files of a job: where each comes from, where it goes, and how far it got.
import { type Selectable, sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { WireError } from '#contract/errors.ts';
import { ImageId, ItemId, JobId } from '#contract/ids.ts';
import type { ItemSource, ItemStatus } from '#contract/jobs.ts';
import type { Database } from '../database.ts';
import type { JobItemTable } from '../schema.ts';

/** An item as it is stored. `output` is the reserved path while it waits or runs. */
export type ItemRow = {
  id: ItemId;
  jobId: JobId;
  position: number;
  name: string;
  source: ItemSource;
  sourceId: ImageId | null;
  status: ItemStatus;
  output: string | null;
  resultId: ImageId | null;
  width: number | null;
  height: number | null;
  seconds: number | null;
  notices: string[];
  error: WireError | null;
  /** How often the engine was asked to work on it, and how often it died of that. */
  runs: number;
  crashes: number;
};

export type ItemChange = Partial<
  Pick<
    ItemRow,
    'status' | 'output' | 'width' | 'height' | 'seconds' | 'notices' | 'error' | 'sourceId' | 'resultId' | 'crashes'
  >
>;

/** Files per status and the output pixels of those whose size is known. */
export type ItemTally = Record<ItemStatus, { files: number; sized: number; pixels: number }>;

const Notices = z.array(z.string());

function toItem(row: Selectable<JobItemTable>): ItemRow {
  const sourceId = row.source_id === null ? null : ImageId.parse(row.source_id);
  const path = row.source_path;
  return {
    id: ItemId.parse(row.id),
    jobId: JobId.parse(row.job_id),
    position: row.position,
    name: row.name,
    source:
      path !== null
        ? { path, relativeDir: row.relative_dir }
        : // A source that was removed for good leaves an item that can only say so.
          { imageId: sourceId ?? ImageId.parse('00000000-0000-0000-0000-000000000000'), relativeDir: row.relative_dir },
    sourceId,
    status: row.status,
    output: row.output,
    resultId: row.result_id === null ? null : ImageId.parse(row.result_id),
    width: row.width,
    height: row.height,
    seconds: row.seconds,
    notices: Notices.parse(JSON.parse(row.notices)),
    error: row.error === null ? null : WireError.parse(JSON.parse(row.error)),
    runs: row.runs,
    crashes: row.crashes,
  };
}

export class JobItems {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** At the end of the job. */
  add(jobId: JobId, items: readonly { name: string; source: ItemSource }[]): void {
    this.db.transaction(() => {
      const last = this.db.first(
        this.db.build
          .selectFrom('job_item')
          .select((e) => e.fn.max('position').as('position'))
          .where('job_id', '=', jobId),
      );
      const start = (last?.position ?? -1) + 1;
      items.forEach(({ name, source }, index) => {
        this.db.run(
          this.db.build.insertInto('job_item').values({
            id: randomUUID(),
            job_id: jobId,
            position: start + index,
            name,
            source_path: 'path' in source ? source.path : null,
            relative_dir: source.relativeDir,
            source_id: 'imageId' in source ? source.imageId : null,
            status: 'waiting',
            notices: '[]',
          }),
        );
      });
    });
  }

  list(jobId: JobId): ItemRow[] {
    const query = this.db.build.selectFrom('job_item').selectAll().where('job_id', '=', jobId).orderBy('position');
    return this.db.all(query).map(toItem);
  }

  get(id: ItemId): ItemRow | undefined {
    const row = this.db.first(this.db.build.selectFrom('job_item').selectAll().where('id', '=', id));
    return row && toItem(row);
  }

  /** The first waiting file of a job. */
  next(jobId: JobId): ItemRow | undefined {
    const row = this.db.first(
      this.db.build
        .selectFrom('job_item')
        .selectAll()
        .where('job_id', '=', jobId)
        .where('status', '=', 'waiting')
        .orderBy('position')
        .limit(1),
    );
    return row && toItem(row);
  }

  tally(jobId: JobId): ItemTally {
    const none = () => ({ files: 0, sized: 0, pixels: 0 });
    const tally: ItemTally = {
      waiting: none(),
      running: none(),
      done: none(),
      skipped: none(),
      failed: none(),
      cancelled: none(),
    };
    const rows = this.db.all(
      this.db.build
        .selectFrom('job_item')
        .select((e) => [
          'status',
          e.fn.countAll<number>().as('files'),
          e.fn.count<number>('width').as('sized'),
          sql<number>`coalesce(sum(width * height), 0)`.as('pixels'),
        ])
        .where('job_id', '=', jobId)
        .groupBy('status'),
    );
    for (const { status, files, sized, pixels } of rows) tally[status] = { files, sized, pixels };
    return tally;
  }

  update(id: ItemId, change: ItemChange): void {
    const { notices, error, sourceId, resultId, ...same } = change;
    this.db.run(
      this.db.build
        .updateTable('job_item')
        .set({
          ...same,
          ...(notices && { notices: JSON.stringify(notices) }),
          ...(error !== undefined && { error: error && JSON.stringify(error) }),
          ...(sourceId !== undefined && { source_id: sourceId }),
          ...(resultId !== undefined && { result_id: resultId }),
        })
        .where('id', '=', id),
    );
  }

  countRun(id: ItemId): void {
    this.db.run(
      this.db.build
        .updateTable('job_item')
        .set((e) => ({ runs: e('runs', '+', 1) }))
        .where('id', '=', id),
    );
  }

  /** Gives files of one job in some status another one; returns how many. */
  setStatus(jobId: JobId, from: readonly ItemStatus[], to: ItemStatus): number {
    const update = this.db.build.updateTable('job_item').set({ status: to });
    return this.db.run(update.where('job_id', '=', jobId).where('status', 'in', from));
  }

  /** Files whose work a stopped process left unfinished wait again. */
  recover(): number {
    return this.db.run(
      this.db.build.updateTable('job_item').set({ status: 'waiting' }).where('status', '=', 'running'),
    );
  }

  /** Paths that other files have written or will write: of the same job, and of any that is not finished. */
  reservedPaths(item: { id: ItemId; jobId: JobId }): string[] {
    const query = this.db.build
      .selectFrom('job_item')
      .select('output')
      .where('output', 'is not', null)
      .where('id', '!=', item.id)
      .where((e) => e.or([e('status', 'in', ['waiting', 'running']), e('job_id', '=', item.jobId)]))
      .where('status', '!=', 'skipped');
    return this.db.all(query).flatMap((row) => row.output ?? []);
  }

  /** Original paths of all files of a job. */
  sourcePaths(jobId: JobId): string[] {
    const query = this.db.build
      .selectFrom('job_item')
      .leftJoin('image', 'image.id', 'job_item.source_id')
      .select((e) => e.fn.coalesce('job_item.source_path', 'image.path').as('path'))
      .where('job_item.job_id', '=', jobId);
    return this.db.all(query).flatMap((row) => row.path ?? []);
  }
}
