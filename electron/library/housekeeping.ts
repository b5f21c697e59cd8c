// What a library does after each start: empties the old part of the bin, removes files nobody names, keeps a weekly copy.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Library } from './library.ts';
import { takeWeeklySnapshot } from './snapshots.ts';

const DAY = 24 * 3600 * 1000;
export const BIN_DAYS = 30;
/** A file this young may belong to work whose row is still to be written. */
const GRACE = DAY;

/** What has been in the bin for 30 days goes for good: first the row, then the file or folder. */
export async function emptyBin(library: Library, now: number): Promise<number> {
  const time = now - BIN_DAYS * DAY;
  const { folders, runs, datasets } = library;
  for (const id of runs.binnedBefore(time)) {
    runs.remove(id);
    await rm(join(folders.runs, id), { recursive: true, force: true });
  }
  for (const id of datasets.binnedBefore(time)) {
    datasets.remove(id);
    await rm(join(folders.datasets, id), { recursive: true, force: true });
  }
  const old = library.images.binnedBefore(time);
  for (const id of old) {
    const unused = library.images.remove(id);
    if (unused) await library.files.remove(unused);
  }
  return old.length;
}

/** Files that a crash left between “file” and “row” (or between “row gone” and “file gone”). */
export async function sweepOrphans(library: Library, now: number): Promise<number> {
  const orphans = [];
  const named = library.images.files();
  for await (const file of library.files.list()) {
    if (!named.has(file.sha256) && now - file.modified > GRACE) orphans.push(file.sha256);
  }
  let removed = 0;
  for (const sha256 of orphans) {
    // The listing took time: a picture with this content may have been added since.
    if (library.images.withFile(sha256)) continue;
    await library.files.remove(sha256);
    removed++;
    await setImmediate();
  }
  return removed;
}

export async function keepHouse(library: Library, now = Date.now()): Promise<{ emptied: number; swept: number }> {
  const emptied = await emptyBin(library, now);
  const swept = await sweepOrphans(library, now);
  takeWeeklySnapshot(library.db.sqlite, library.folders);
  return { emptied, swept };
}
