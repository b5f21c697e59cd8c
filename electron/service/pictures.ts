// Everything that reads picture files: what they are, their thumbnails and viewer pyramids, in a process of its own.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { type EngineResults, Pyramid } from '#contract/engine.ts';
import type { Sha256 } from '#contract/ids.ts';
import type { Encoding } from '#contract/upscale.ts';
import type { Library } from '../library/index.ts';
import type { Engine } from './engine.ts';
import { EngineDied } from './engine-process.ts';

/** Longest sides of the thumbnails, in pixels. */
export const THUMBNAIL_SIZES = [320, 1600] as const;
export type ThumbnailSize = (typeof THUMBNAIL_SIZES)[number];

export class Pictures {
  private readonly engine: Engine;
  private readonly library: Library;
  private readonly making = new Map<string, Promise<unknown>>();

  constructor(engine: Engine, library: Library) {
    this.engine = engine;
    this.library = library;
  }

  thumbnailPath(sha256: Sha256, size: ThumbnailSize): string {
    return join(this.library.folders.cache, 'thumbnails', sha256.slice(0, 2), `${sha256}-${size}.webp`);
  }

  private pyramidFolder(sha256: Sha256): string {
    return join(this.library.folders.cache, 'pyramids', sha256.slice(0, 2), sha256);
  }

  /** Throws a `UserError` that names `source` if the file is not a readable picture. */
  async inspect(
    file: string,
    source: string,
    more: { thumbnails?: { size: number; output: string }[]; exif?: boolean; signal?: AbortSignal | undefined } = {},
  ): Promise<EngineResults['inspect']> {
    const { thumbnails = [], exif = false, signal } = more;
    for (const { output } of thumbnails) await mkdir(dirname(output), { recursive: true });
    return this.naming(file, source, () =>
      this.engine.run({ task: 'inspect', input: file, thumbnails, exif }, { signal }),
    );
  }

  async convert(file: string, output: string, encoding: Encoding, source: string): Promise<EngineResults['convert']> {
    return this.naming(file, source, () => this.engine.run({ task: 'convert', input: file, output, encoding }));
  }

  /** Path of the WebP, made now if it is not there. */
  async thumbnail(file: string, sha256: Sha256, size: ThumbnailSize): Promise<string> {
    const output = this.thumbnailPath(sha256, size);
    await this.reduced(file, size, output);
    return output;
  }

  /** Writes a picture as a WebP of at most `size` pixels, if that is not there yet. */
  async reduced(file: string, size: number, output: string): Promise<void> {
    if (existsSync(output)) return;
    await this.once(output, () => this.inspect(file, file, { thumbnails: [{ size, output }] }));
  }

  /** The viewer tiles of a picture, made at the first ask. */
  async pyramid(file: string, sha256: Sha256): Promise<Pyramid> {
    const folder = this.pyramidFolder(sha256);
    const card = join(folder, 'pyramid.json');
    if (!existsSync(card)) await this.once(folder, () => this.makePyramid(file, folder));
    return Pyramid.parse(JSON.parse(await readFile(card, 'utf8')));
  }

  async pyramidTile(file: string, sha256: Sha256, level: string, tile: string): Promise<string> {
    const { extension } = await this.pyramid(file, sha256);
    return join(this.pyramidFolder(sha256), level, `${tile}.${extension}`);
  }

  private async makePyramid(file: string, folder: string): Promise<void> {
    const unfinished = this.library.files.temporary();
    try {
      await mkdir(unfinished);
      const pyramid = await this.engine.run({ task: 'pyramid', input: file, folder: unfinished });
      await writeFile(join(unfinished, 'pyramid.json'), JSON.stringify(pyramid));
      await mkdir(dirname(folder), { recursive: true });
      await rm(folder, { recursive: true, force: true });
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }

  /** Two windows that ask for the same thing at once wait for one making of it. */
  private async once(key: string, make: () => Promise<unknown>): Promise<void> {
    let making = this.making.get(key);
    if (!making) {
      making = make().finally(() => this.making.delete(key));
      this.making.set(key, making);
    }
    await making;
  }

  /** Errors name the file as the user knows it, not the copy that was read. */
  private async naming<T>(file: string, source: string, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof EngineDied) {
          // It may have died of another file that was read at the same time.
          if (attempt === 1) continue;
          const hint = 'The file is probably damaged. Open it in another program and save it again.';
          throw new UserError('bad-input', 'Reading this file stopped the decoder.', { hint, source, cause: error });
        }
        if (!(error instanceof UserError) || error.kind === 'cancelled') throw error;
        const message = error.message.replaceAll(basename(file), basename(source));
        throw new UserError(error.kind, message, { hint: error.hint, source, cause: error });
      }
    }
  }
}

/** Size in bytes, `undefined` if the file is not there. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (info) => info.size,
    () => undefined,
  );
}
