// Datasets: where their pictures lie, and what of them is left out or cropped.
import type { Insertable } from 'kysely';
import { z } from 'zod';
import { Crop, type Dataset } from '#contract/dataset.ts';
import { DatasetId } from '#contract/ids.ts';
import type { Database } from '../database.ts';
import type { DatasetTable } from '../schema.ts';

/** A dataset as it is stored: what its folders hold is only known on looking. */
export type DatasetRow = Pick<Dataset, 'id' | 'name' | 'places' | 'leftOut' | 'crops' | 'createdAt'>;
export type DatasetChange = Partial<Pick<DatasetRow, 'name' | 'places' | 'leftOut' | 'crops'>>;

const Paths = z.array(z.string());
const Crops = z.record(z.string(), Crop);

function toColumns({ name, places, leftOut, crops }: DatasetChange): Partial<Insertable<DatasetTable>> {
  return {
    ...(name !== undefined && { name }),
    ...(places && { places: JSON.stringify(places) }),
    ...(leftOut && { left_out: JSON.stringify(leftOut) }),
    ...(crops && { crops: JSON.stringify(crops) }),
  };
}

function toDataset(row: DatasetTable): DatasetRow {
  return {
    id: DatasetId.parse(row.id),
    name: row.name,
    places: Paths.parse(JSON.parse(row.places)),
    leftOut: Paths.parse(JSON.parse(row.left_out)),
    crops: Crops.parse(JSON.parse(row.crops)),
    createdAt: row.created_at,
  };
}

export class Datasets {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  add(dataset: DatasetRow): void {
    const { id, name, places, leftOut, crops, createdAt } = dataset;
    this.db.run(
      this.db.build.insertInto('dataset').values({
        id,
        name,
        places: JSON.stringify(places),
        left_out: JSON.stringify(leftOut),
        crops: JSON.stringify(crops),
        created_at: createdAt,
        deleted_at: null,
      }),
    );
  }

  /** Also one that is in the bin: runs go on with it. */
  get(id: DatasetId): DatasetRow | undefined {
    const row = this.db.first(this.db.build.selectFrom('dataset').selectAll().where('id', '=', id));
    return row && toDataset(row);
  }

  /** The newest first, without those in the bin. */
  list(): DatasetRow[] {
    const all = this.db.build.selectFrom('dataset').selectAll().where('deleted_at', 'is', null);
    return this.db.all(all.orderBy('created_at', 'desc').orderBy('id')).map(toDataset);
  }

  change(id: DatasetId, change: DatasetChange): void {
    this.db.run(this.db.build.updateTable('dataset').set(toColumns(change)).where('id', '=', id));
  }

  /** Into the bin at a time, or with `null` out of it. */
  bin(id: DatasetId, time: number | null): void {
    this.db.run(this.db.build.updateTable('dataset').set({ deleted_at: time }).where('id', '=', id));
  }

  /** Those in the bin since before `time` that no run has learned from. */
  binnedBefore(time: number): DatasetId[] {
    const runs = this.db.all(this.db.build.selectFrom('run').select(['data', 'content']));
    const used = new Set(runs.flatMap(({ data, content }) => [data, content]));
    const query = this.db.build.selectFrom('dataset').select('id').where('deleted_at', '<', time);
    const old = this.db.all(query).map(({ id }) => DatasetId.parse(id));
    return old.filter((id) => !used.has(id));
  }

  /** For good. */
  remove(id: DatasetId): void {
    this.db.run(this.db.build.deleteFrom('dataset').where('id', '=', id));
  }
}
