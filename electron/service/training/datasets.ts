// Datasets: folders of the user's that are read where they lie, pictures that a browser sent, and what of them is learned from.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Dataset, DatasetEntry, DatasetFix } from '#contract/dataset.ts';
import { UserError } from '#contract/errors.ts';
import { DatasetId } from '#contract/ids.ts';
import type { DataItem } from '#contract/run-folder.ts';
import type { DatasetChange, DatasetRow, Library } from '../../library/index.ts';
import type { EventHub } from '../event-hub.ts';
import { type DatasetFile, type DatasetFiles, lookInto, ownFolder, versionOf } from './dataset-files.ts';
import { FolderWatch } from './dataset-watch.ts';

export type DatasetsSetup = {
  library: Library;
  events: EventHub;
  /** Folders are watched, for windows that show them. */
  watching: boolean;
};

/** Milliseconds between events while pictures come in. */
const TELL_EVERY = 500;

/** What is known of a dataset's files until something changes. */
type Known = { files: Promise<DatasetFiles>; watch: FolderWatch | null };

/** A dataset of these folders that is in no library. */
export function unlisted(name: string, places: readonly string[]): DatasetRow {
  const id = DatasetId.parse(randomUUID());
  return { id, name: name.slice(0, 80), places: [...places], leftOut: [], crops: {}, createdAt: Date.now() };
}

export class Datasets {
  private readonly setup: DatasetsSetup;
  private readonly known = new Map<DatasetId, Known>();
  private telling: NodeJS.Timeout | undefined;

  constructor(setup: DatasetsSetup) {
    this.setup = setup;
  }

  /** The newest first. */
  list(): Promise<Dataset[]> {
    return Promise.all(this.setup.library.datasets.list().map((row) => this.view(row)));
  }

  /** Also one that is in the bin. Throws `not-found`. */
  get(id: DatasetId): Promise<Dataset> {
    return this.view(this.row(id));
  }

  /** Throws `not-found` for a path that is not there. */
  async create(name: string, paths: readonly string[]): Promise<Dataset> {
    const row = unlisted(name, placesOf(paths));
    if (paths.length === 0) await mkdir(this.own(row.id), { recursive: true });
    this.setup.library.datasets.add(row);
    return this.changed(row.id);
  }

  /** If none of its pictures is there any more, the new places take the place of those that are gone. */
  async add(id: DatasetId, paths: readonly string[]): Promise<Dataset> {
    const row = this.row(id);
    const added = placesOf(paths);
    const { files, missing } = await this.files(row);
    const kept = files.length > 0 ? row.places : row.places.filter((place) => !missing.includes(place));
    return this.change(id, { places: [...new Set([...kept, ...added])] });
  }

  rename(id: DatasetId, name: string): Promise<Dataset> {
    return this.change(id, { name });
  }

  remove(id: DatasetId): void {
    this.row(id);
    this.setup.library.datasets.bin(id, Date.now());
    this.forget(id);
    this.setup.events.emit('datasets.changed', {});
  }

  restore(id: DatasetId): Promise<Dataset> {
    this.row(id);
    this.setup.library.datasets.bin(id, null);
    return this.changed(id);
  }

  /** Leaves files out, uses only a part of them, or takes both back; the files themselves are not touched. */
  fix(id: DatasetId, fix: DatasetFix): Promise<Dataset> {
    const { leftOut, crops } = this.row(id);
    if (fix.fix === 'leave-out') return this.change(id, { leftOut: [...new Set([...leftOut, ...fix.files])] });
    if (fix.fix === 'crop') return this.change(id, { crops: { ...crops, ...fix.crops } });
    const back = new Set(fix.files);
    return this.change(id, {
      leftOut: leftOut.filter((file) => !back.has(file)),
      crops: Object.fromEntries(Object.entries(crops).filter(([file]) => !back.has(file))),
    });
  }

  async pictures(id: DatasetId, offset: number, limit: number): Promise<{ pictures: DatasetEntry[]; total: number }> {
    const row = this.row(id);
    const leftOut = new Set(row.leftOut);
    const { files } = await this.files(row);
    const pictures = files
      .slice(offset, offset + limit)
      .map(({ file, key, class: kind }) => ({ file, key, class: kind, leftOut: leftOut.has(file) }));
    return { pictures, total: files.length };
  }

  /** The file of an address; `undefined` for one that is not there any more. */
  async file(id: DatasetId, key: string): Promise<DatasetFile | undefined> {
    const row = this.setup.library.datasets.get(id);
    return row && (await this.files(row)).files.find((file) => file.key === key);
  }

  /** What a run learns from: without what is left out, with crops. Throws `not-found` for a place that is not there. */
  async items(row: DatasetRow): Promise<DataItem[]> {
    const { files, missing } = await this.files(row);
    if (missing[0] !== undefined) {
      throw new UserError('not-found', `A folder of “${row.name}” is not there.`, {
        hint: 'It may have been moved, or lie on a disk that is not connected.',
        source: missing[0],
      });
    }
    const leftOut = new Set(row.leftOut);
    return files
      .filter(({ file }) => !leftOut.has(file))
      .map(({ file, class: kind }) => ({ path: file, class: kind, crop: row.crops[file] }));
  }

  /** The dataset of one folder; one that is not listed if there is none yet. Throws `not-found`. */
  at(folder: string): DatasetRow {
    const [place = ''] = placesOf([folder]);
    const known = this.setup.library.datasets.list().find(({ places }) => places.length === 1 && places[0] === place);
    return known ?? unlisted(basename(place), [place]);
  }

  /** As `at`, and listed from now on. */
  forFolder(folder: string): DatasetRow {
    const row = this.at(folder);
    if (!this.setup.library.datasets.get(row.id)) {
      this.setup.library.datasets.add(row);
      this.setup.events.emit('datasets.changed', {});
    }
    return row;
  }

  /** Throws `not-found`. */
  row(id: DatasetId): DatasetRow {
    const row = this.setup.library.datasets.get(id);
    if (row) return row;
    throw new UserError('not-found', 'This dataset is no longer in the library.');
  }

  /** Where the pictures lie that a browser sends. */
  own(id: DatasetId): string {
    return ownFolder(this.setup.library.folders.datasets, id);
  }

  /** Its files are to be looked at again; windows hear of it. */
  refresh(id: DatasetId): void {
    this.forget(id);
    this.setup.events.emit('datasets.changed', {});
  }

  /** A picture has come into its own folder; windows hear of many of them together. */
  grown(id: DatasetId): void {
    this.forget(id);
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.setup.events.emit('datasets.changed', {});
    }, TELL_EVERY);
  }

  close(): void {
    clearTimeout(this.telling);
    for (const { watch } of this.known.values()) watch?.close();
    this.known.clear();
  }

  private change(id: DatasetId, change: DatasetChange): Promise<Dataset> {
    this.row(id);
    this.setup.library.datasets.change(id, change);
    return this.changed(id);
  }

  private changed(id: DatasetId): Promise<Dataset> {
    this.refresh(id);
    return this.get(id);
  }

  private async view(row: DatasetRow): Promise<Dataset> {
    const found = await this.files(row);
    const leftOut = new Set(row.leftOut);
    const classes = new Set(found.files.flatMap((file) => file.class ?? []));
    return {
      ...row,
      places: this.places(row),
      pictures: found.files.filter(({ file }) => !leftOut.has(file)).length,
      classes: [...classes].sort(),
      missing: found.missing,
      version: versionOf(row, found),
    };
  }

  /** With the folder of the library, if a browser has sent something. */
  private places({ id, places }: DatasetRow): string[] {
    const own = this.own(id);
    return existsSync(own) ? [own, ...places] : places;
  }

  private files(row: DatasetRow): Promise<DatasetFiles> {
    const known = this.known.get(row.id);
    if (known) return known.files;
    const files = lookInto(this.places(row));
    // What nobody tells of must be looked at each time.
    if (!this.setup.watching) return files;
    const watch = new FolderWatch(() => void this.look(row.id));
    this.known.set(row.id, { files, watch });
    void files.then(({ folders, missing }) => {
      if (this.known.get(row.id)?.watch === watch) watch.set(folders, missing.length > 0);
    });
    return files;
  }

  /** Something may have changed in the folders. */
  private async look(id: DatasetId): Promise<void> {
    const known = this.known.get(id);
    const row = this.setup.library.datasets.get(id);
    if (!known || !row) return;
    const [before, after] = [await known.files, await lookInto(this.places(row))];
    if (this.known.get(id) !== known) return;
    known.files = Promise.resolve(after);
    known.watch?.set(after.folders, after.missing.length > 0);
    const same = before.version === after.version && String(before.missing) === String(after.missing);
    if (!same) this.setup.events.emit('datasets.changed', {});
  }

  private forget(id: DatasetId): void {
    this.known.get(id)?.watch?.close();
    this.known.delete(id);
  }
}

/** Throws `not-found` for a path that is not there. */
function placesOf(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const place = resolve(path);
    if (existsSync(place)) return place;
    throw new UserError('not-found', 'The folder is not there.', {
      hint: 'It may have been moved or renamed.',
      source: place,
    });
  });
}
