// Turns an opaque address below `/media/` into a file to send; no address can name anything but a picture of the library.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Pyramid } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { DatasetId, ItemId, RunId, Sha256 } from '#contract/ids.ts';
import type { Library } from '../library/index.ts';
import { type Pictures, THUMBNAIL_SIZES } from './pictures.ts';

export type Media = { file: string; type: string; lasting: boolean } | { pyramid: Pyramid };

/** Only these are sent as what they are; anything else (SVG above all) is sent as bytes that no browser runs. */
const TYPES: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  heif: 'image/avif',
  gif: 'image/gif',
  tiff: 'image/tiff',
};

const RUN = /^run\/([^/]+)\/([a-z0-9][a-z0-9._-]{0,80}\.webp)$/;
const DATASET = /^dataset\/([^/]+)\/([0-9a-f]{1,64})$/;
const LIVE = /^live\/([^/]+)\/(\d{1,6})$/;
const FILE = /^([0-9a-f]{64})(?:\/(.+))?$/;
const TILE = /^pyramid\/(\d{1,2})\/(\d{1,5}_\d{1,5})(?:\.(?:jpeg|png))?$/;

/** Finds pictures that are not of the library; `null` for those that are not there. */
export type MediaSources = {
  liveFolder: (itemId: string) => string;
  preview: (run: RunId, file: string) => string | null;
  thumbnail: (dataset: DatasetId, key: string) => Promise<string | null>;
};

export class MediaFiles {
  private readonly library: Library;
  private readonly pictures: Pictures;
  private readonly sources: MediaSources;

  constructor(library: Library, pictures: Pictures, sources: MediaSources) {
    this.library = library;
    this.pictures = pictures;
    this.sources = sources;
  }

  /** Where a crop that was tried lies: outside the library, until the next start. */
  trialPath(sha256: Sha256): string {
    return join(this.library.folders.cache, 'trials', sha256);
  }

  /** `address`: what follows `/media/`. `null` if there is no such thing; throws if a picture cannot be read. */
  async find(address: string): Promise<Media | null> {
    const live = LIVE.exec(address);
    if (live) {
      const itemId = ItemId.safeParse(live[1]);
      return itemId.success
        ? present(join(this.sources.liveFolder(itemId.data), `${live[2] ?? ''}.webp`), 'image/webp', false)
        : null;
    }
    const other = await this.otherPicture(address);
    if (other !== undefined) return other === null ? null : present(other, 'image/webp', false);
    const [, hash, rest] = FILE.exec(address) ?? [];
    if (hash === undefined) return null;
    const sha256 = Sha256.parse(hash);
    const { file, type } = this.original(sha256) ?? {};
    if (file === undefined || type === undefined) return null;
    if (rest === undefined) return present(file, type, true);
    const size = THUMBNAIL_SIZES.find((known) => String(known) === rest);
    if (size) return present(await this.pictures.thumbnail(file, sha256, size), 'image/webp', true);
    if (rest === 'pyramid') return { pyramid: await this.pictures.pyramid(file, sha256) };
    const [, level, tile] = TILE.exec(rest) ?? [];
    if (level === undefined || tile === undefined) return null;
    const path = await this.pictures.pyramidTile(file, sha256, level, tile);
    return present(path, path.endsWith('.png') ? 'image/png' : 'image/jpeg', true);
  }

  /** A preview of a run or a thumbnail of a dataset; `undefined` for an address of something else. */
  private async otherPicture(address: string): Promise<string | null | undefined> {
    const [, run, file = ''] = RUN.exec(address) ?? [];
    if (run !== undefined) {
      const id = RunId.safeParse(run);
      return id.success ? this.sources.preview(id.data, file) : null;
    }
    const [, dataset, key = ''] = DATASET.exec(address) ?? [];
    if (dataset === undefined) return undefined;
    const id = DatasetId.safeParse(dataset);
    return id.success ? this.sources.thumbnail(id.data, key) : null;
  }

  private original(sha256: Sha256): { file: string; type: string } | null {
    const trial = this.trialPath(sha256);
    if (existsSync(trial)) return { file: trial, type: 'image/png' };
    const image = this.library.images.withFile(sha256);
    if (!image) return null;
    const file = this.library.files.path(sha256);
    if (!existsSync(file)) {
      const hint = 'Run “atelier library check”; a backup may still have it.';
      throw new UserError('corrupt', 'The picture’s file is missing from the library.', { hint, source: image.name });
    }
    return { file, type: TYPES[image.info.format] ?? 'application/octet-stream' };
  }
}

function present(file: string, type: string, lasting: boolean): Media | null {
  return existsSync(file) ? { file, type, lasting } : null;
}
