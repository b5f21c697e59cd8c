// Pictures of the library: sources and results, with their lineage and the bin.
import { type SelectQueryBuilder, sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { ImageDetail, LibraryImage, type LibraryQuery, type MadeBy } from '#contract/image.ts';
import { ImageId, type Sha256 } from '#contract/ids.ts';
import type { PictureInfo } from '#contract/image.ts';
import type { Database } from '../database.ts';
import type { ImageTable, Tables } from '../schema.ts';

export type NewImage = {
  kind: 'source' | 'output';
  name: string;
  sha256: Sha256;
  bytes: number;
  info: PictureInfo;
  exif: ImageDetail['exif'];
  parentId: ImageId | null;
  path: string | null;
  madeBy: MadeBy | null;
};

function toImage(row: ImageTable): LibraryImage {
  return LibraryImage.parse({
    id: row.id,
    kind: row.kind,
    name: row.name,
    sha256: row.sha256,
    bytes: row.bytes,
    info: JSON.parse(row.info) as unknown,
    addedAt: row.added_at,
    starred: row.starred === 1,
    parentId: row.parent_id,
    path: row.path,
    madeBy: row.made_by === null ? null : (JSON.parse(row.made_by) as unknown),
  });
}

export class Images {
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** The file must already be in the store. */
  add(image: NewImage): LibraryImage {
    const row: ImageTable = {
      id: randomUUID(),
      kind: image.kind,
      name: image.name,
      sha256: image.sha256,
      bytes: image.bytes,
      width: image.info.width,
      height: image.info.height,
      info: JSON.stringify(image.info),
      exif: JSON.stringify(image.exif),
      added_at: Date.now(),
      starred: 0,
      parent_id: image.parentId,
      path: image.path,
      made_by: image.madeBy && JSON.stringify(image.madeBy),
      deleted_at: null,
    };
    this.db.run(this.db.build.insertInto('image').values(row));
    return toImage(row);
  }

  /** Also finds pictures in the bin. */
  get(id: ImageId): LibraryImage | undefined {
    const row = this.db.first(this.db.build.selectFrom('image').selectAll().where('id', '=', id));
    return row && toImage(row);
  }

  inBin(id: ImageId): boolean {
    const query = this.db.build
      .selectFrom('image')
      .select('id')
      .where('id', '=', id)
      .where('deleted_at', 'is not', null);
    return this.db.first(query) !== undefined;
  }

  detail(id: ImageId): ImageDetail | undefined {
    const row = this.db.first(this.db.build.selectFrom('image').selectAll().where('id', '=', id));
    if (!row) return undefined;
    const children = this.db.all(
      this.db.build
        .selectFrom('image')
        .selectAll()
        .where('parent_id', '=', id)
        .where('deleted_at', 'is', null)
        .orderBy('added_at', 'desc'),
    );
    return ImageDetail.parse({
      image: toImage(row),
      parent: row.parent_id === null ? null : (this.get(ImageId.parse(row.parent_id)) ?? null),
      children: children.map(toImage),
      exif: JSON.parse(row.exif) as unknown,
    });
  }

  list(query: LibraryQuery): { images: LibraryImage[]; total: number } {
    const matching = <O>(select: SelectQueryBuilder<Tables, 'image', O>) => {
      let q = select.where('deleted_at', query.deleted ? 'is not' : 'is', null);
      if (query.kind !== 'all') q = q.where('kind', '=', query.kind);
      if (query.starred) q = q.where('starred', '=', 1);
      for (const word of query.text.trim().split(/\s+/).filter(Boolean)) {
        const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`;
        q = q.where(sql<boolean>`(name LIKE ${pattern} ESCAPE '\\' OR path LIKE ${pattern} ESCAPE '\\')`);
      }
      return q;
    };
    const order = {
      newest: sql`added_at DESC, id`,
      oldest: sql`added_at, id`,
      name: sql`name COLLATE NOCASE, id`,
      largest: sql`width * height DESC, id`,
    }[query.sort];
    const page = matching(this.db.build.selectFrom('image').selectAll())
      .orderBy(order)
      .limit(query.limit)
      .offset(query.offset);
    const count = matching(this.db.build.selectFrom('image').select((e) => e.fn.countAll<number>().as('total')));
    return { images: this.db.all(page).map(toImage), total: this.db.first(count)?.total ?? 0 };
  }

  /** The source that was imported from this path (or, without one, under this name) with this content. */
  findSource(sha256: Sha256, path: string | null, name: string): { image: LibraryImage; binned: boolean } | undefined {
    const base = this.db.build
      .selectFrom('image')
      .selectAll()
      .where('kind', '=', 'source')
      .where('sha256', '=', sha256)
      .orderBy('deleted_at');
    const row = this.db.first(
      path === null ? base.where('path', 'is', null).where('name', '=', name) : base.where('path', '=', path),
    );
    return row && { image: toImage(row), binned: row.deleted_at !== null };
  }

  /** Any picture with this content, also in the bin. */
  withFile(sha256: Sha256): LibraryImage | undefined {
    const row = this.db.first(this.db.build.selectFrom('image').selectAll().where('sha256', '=', sha256).limit(1));
    return row && toImage(row);
  }

  star(ids: readonly ImageId[], starred: boolean): void {
    this.forEach(ids, (id) => {
      this.db.run(
        this.db.build
          .updateTable('image')
          .set({ starred: starred ? 1 : 0 })
          .where('id', '=', id),
      );
    });
  }

  /** Into the bin; a second time changes nothing, so that the 30 days count from the first. */
  delete(ids: readonly ImageId[]): void {
    const now = Date.now();
    this.forEach(ids, (id) => {
      const update = this.db.build.updateTable('image').set({ deleted_at: now });
      this.db.run(update.where('id', '=', id).where('deleted_at', 'is', null));
    });
  }

  restore(ids: readonly ImageId[]): void {
    this.forEach(ids, (id) => {
      this.db.run(this.db.build.updateTable('image').set({ deleted_at: null }).where('id', '=', id));
    });
  }

  setPath(id: ImageId, path: string): void {
    this.db.run(this.db.build.updateTable('image').set({ path }).where('id', '=', id));
  }

  /** Removes a row for good; returns the content that no row names any more, whose file may then be removed. */
  remove(id: ImageId): Sha256 | undefined {
    const image = this.get(id);
    if (!image) return undefined;
    this.db.run(this.db.build.deleteFrom('image').where('id', '=', id));
    return this.withFile(image.sha256) ? undefined : image.sha256;
  }

  binnedBefore(time: number): ImageId[] {
    const query = this.db.build.selectFrom('image').select('id').where('deleted_at', '<', time);
    return this.db.all(query).map((row) => ImageId.parse(row.id));
  }

  /** Every content that some row names. */
  files(): Set<string> {
    return new Set(this.db.all(this.db.build.selectFrom('image').select('sha256').distinct()).map((r) => r.sha256));
  }

  private forEach(ids: readonly ImageId[], change: (id: ImageId) => void): void {
    this.db.transaction(() => ids.forEach(change));
  }
}
