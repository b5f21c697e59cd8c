// Takes a file of a browser into the folder of a dataset: whole or not at all, below that folder, and only once.
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { DatasetId } from '#contract/ids.ts';
import { UserError } from '#contract/errors.ts';
import { hashFile, type Library, type StagedFile } from '../../library/index.ts';
import { choosePath, pathKey } from '../output-name.ts';
import type { Datasets } from './datasets.ts';

/** Bytes of the largest file. */
const LIMIT = 2 * 2 ** 30;

export class DatasetUploads {
  private readonly library: Library;
  private readonly datasets: Datasets;
  /** Places are chosen one after the other, so that two files of one name do not choose the same. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(library: Library, datasets: Datasets) {
    this.library = library;
    this.datasets = datasets;
  }

  /** `folders` and `name` must be safe; the folders are kept. Returns where it lies. */
  async take(dataset: string, folders: string, name: string, input: Readable): Promise<string> {
    const id = DatasetId.safeParse(dataset);
    if (!id.success) throw new UserError('not-found', 'There is no such dataset.');
    this.datasets.row(id.data);
    const staged = await this.library.files.stageStream(input, LIMIT);
    const wanted = join(this.datasets.own(id.data), folders, name);
    const placing = this.turn.then(() => place(staged, wanted));
    this.turn = placing.catch(() => undefined);
    try {
      return await placing;
    } finally {
      await rm(staged.path, { force: true });
      this.datasets.grown(id.data);
    }
  }
}

async function place(staged: StagedFile, wanted: string): Promise<string> {
  await mkdir(dirname(wanted), { recursive: true });
  if (await same(staged, wanted)) return wanted;
  const there = new Set((await readdir(dirname(wanted))).map((name) => pathKey(join(dirname(wanted), name))));
  const no = () => false;
  const path = choosePath(wanted, 'number', { exists: (at) => there.has(pathKey(at)), reserved: no, input: no });
  await rename(staged.path, path ?? wanted);
  return path ?? wanted;
}

/** The same folder dropped again changes nothing. */
async function same({ bytes, sha256 }: StagedFile, path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info?.size === bytes && (await hashFile(path)) === sha256;
}
