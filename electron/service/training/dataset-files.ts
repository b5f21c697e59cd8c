// What lies in the places of a dataset now: its files, their classes, and a version that changes with any of them.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { DatasetEntry } from '#contract/dataset.ts';
import type { DatasetRow } from '../../library/index.ts';
import { findPictures, type FoundFile } from '../walk.ts';

/** `key` names the file in addresses; `state` changes with its content. */
export type DatasetFile = Pick<DatasetEntry, 'file' | 'key' | 'class'> & { state: string };
export type DatasetFiles = {
  /** In the order of the places, then of their folders; a file that lies in two of them is there once. */
  files: DatasetFile[];
  /** Places that are not there. */
  missing: string[];
  /** Every folder that a file was found in, and the places themselves. */
  folders: string[];
  /** Of the files without what is left out or cropped. */
  version: string;
};

const KEY = 24;

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, KEY);
}

/** Its first sub-folder; in a dataset of several folders, otherwise the folder itself. */
function classOf({ relativeDir }: FoundFile, place: string, several: boolean): string | undefined {
  return relativeDir.split(/[\\/]/)[0] || (several ? basename(place) : undefined);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/**
 * The version is a hash over each file’s path below its place, size and time of change: as good as its content for files that
 * programs write, and found without reading gigabytes.
 */
export async function lookInto(places: readonly string[]): Promise<DatasetFiles> {
  const missing = places.filter((place) => !existsSync(place));
  const roots = await Promise.all(places.map(isFolder));
  const several = roots.filter(Boolean).length > 1;
  const version = createHash('sha256');
  const files = new Map<string, DatasetFile>();
  const folders = new Set<string>();
  for (const [k, place] of places.entries()) {
    if (missing.includes(place)) continue;
    folders.add(roots[k] ? place : dirname(place));
    for (const found of (await findPictures([place])).found) {
      const { path, relativeDir } = found;
      const info = await stat(path).catch(() => undefined);
      if (!info || files.has(path)) continue;
      if (roots[k]) for (let at = dirname(path); at.length >= place.length; at = dirname(at)) folders.add(at);
      const state = `${info.size} ${Math.round(info.mtimeMs)}`;
      const name = roots[k] ? relative(place, path) : basename(path);
      version.update(`${k} ${relativeDir} ${name} ${state}\n`);
      const kind = roots[k] ? classOf(found, place, several) : undefined;
      files.set(path, { file: path, key: keyOf(path), class: kind, state });
    }
  }
  return { files: [...files.values()], missing, folders: [...folders], version: version.digest('hex').slice(0, KEY) };
}

/** Of the dataset as it is learned from. */
export function versionOf(
  { leftOut, crops }: Pick<DatasetRow, 'leftOut' | 'crops'>,
  { version }: DatasetFiles,
): string {
  const changes = [...leftOut]
    .sort()
    .concat(JSON.stringify(Object.entries(crops).sort(([a], [b]) => (a < b ? -1 : 1))));
  return keyOf(`${version}\n${changes.join('\n')}`);
}

/** Where pictures of a browser are kept. */
export function ownFolder(datasets: string, id: string): string {
  return join(datasets, id);
}
