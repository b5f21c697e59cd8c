// The content-addressed file store: each file lies at `files/ab/<sha256>`, is written once and never changed.
import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '#contract/errors.ts';
import { Sha256 } from '#contract/ids.ts';
import { syncFile, syncFolder } from './durable.ts';

export type StoredFile = { sha256: Sha256; bytes: number };
/** A file inside `tmp/` whose hash is known but which nobody can see yet. */
export type StagedFile = StoredFile & { path: string };

export async function hashFile(path: string, signal?: AbortSignal): Promise<Sha256> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return Sha256.parse(hash.digest('hex'));
}

/** Copies by sharing blocks where the file system can (Btrfs, XFS, APFS, ReFS); `false` where it cannot. */
async function reflink(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
    // The copy of a read-only file is read-only too and could not be synced or removed everywhere.
    await chmod(to, 0o644);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') throw error;
    await rm(to, { force: true });
    return false;
  }
}

export class FileStore {
  readonly folder: string;
  readonly tmp: string;

  constructor(folder: string, tmp: string) {
    this.folder = folder;
    this.tmp = tmp;
  }

  /** Where a file of this content lies, whether or not it is there. */
  path(sha256: Sha256): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }

  /** A new name for unfinished work in `tmp/`. */
  temporary(extension = ''): string {
    return join(this.tmp, `${randomUUID()}${extension}`);
  }

  /** Copies a file into `tmp/`, hashing it on the way. The original is only read. */
  async stage(source: string, signal?: AbortSignal): Promise<StagedFile> {
    const info = await stat(source);
    if (!info.isFile()) throw new UserError('bad-input', 'This is not a file.', { source });
    const path = this.temporary();
    try {
      if (await reflink(source, path)) return { path, sha256: await hashFile(path, signal), bytes: info.size };
      return await this.stageStream(createReadStream(source), Infinity, signal, path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Writes a stream into `tmp/`, hashing it on the way; throws `bad-input` beyond `limit` bytes. */
  async stageStream(
    input: Readable,
    limit: number,
    signal?: AbortSignal,
    path: string = this.temporary(),
  ): Promise<StagedFile> {
    const hash = createHash('sha256');
    let bytes = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        hash.update(chunk);
        if (bytes > limit) done(new UserError('bad-input', `The file is larger than ${limit} bytes.`));
        else done(null, chunk);
      },
    });
    try {
      await pipeline(input, meter, createWriteStream(path, { flags: 'wx' }), { signal });
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { path, sha256: Sha256.parse(hash.digest('hex')), bytes };
  }

  /** Hashes a finished file that already lies in `tmp/`. */
  async adopt(path: string, signal?: AbortSignal): Promise<StagedFile> {
    return { path, sha256: await hashFile(path, signal), bytes: (await stat(path)).size };
  }

  /** Moves a staged file into the store: fsync, rename, fsync of the folder. Call before writing the row. */
  async commit(staged: StagedFile): Promise<StoredFile> {
    const target = this.path(staged.sha256);
    const folder = dirname(target);
    await syncFile(staged.path);
    if (await mkdir(folder, { recursive: true })) await syncFolder(this.folder);
    await rename(staged.path, target);
    await syncFolder(folder);
    return { sha256: staged.sha256, bytes: staged.bytes };
  }

  /** Call after the last row that names it is gone. */
  async remove(sha256: Sha256): Promise<void> {
    await rm(this.path(sha256), { force: true });
  }

  /** Every file in the store, in no order. */
  async *list(): AsyncGenerator<{ sha256: Sha256; path: string; modified: number }> {
    for (const folder of await readdir(this.folder)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const name of await readdir(join(this.folder, folder))) {
        const sha256 = Sha256.safeParse(name);
        if (!sha256.success) continue;
        const path = join(this.folder, folder, name);
        yield { sha256: sha256.data, path, modified: (await stat(path)).mtimeMs };
      }
    }
  }
}
