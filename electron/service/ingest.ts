// Takes one picture into the library: copied and hashed, read, moved into the store, and only then entered as a row.
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { LibraryImage } from '#contract/image.ts';
import type { Library, StagedFile } from '../library/index.ts';
import type { EventHub } from './event-hub.ts';
import type { Pictures } from './pictures.ts';

/** Bytes of the largest file that a browser may send. */
const UPLOAD_LIMIT = 2 * 2 ** 30;

export class Ingest {
  private readonly library: Library;
  private readonly pictures: Pictures;
  private readonly events: EventHub;

  constructor(library: Library, pictures: Pictures, events: EventHub) {
    this.library = library;
    this.pictures = pictures;
    this.events = events;
  }

  /** A file on a disk; the same file again gives the picture that is there. Throws a `UserError` naming the path. */
  async file(path: string, signal?: AbortSignal): Promise<LibraryImage> {
    const staged = await this.library.files.stage(path, signal);
    return this.enter(staged, basename(path), path, signal);
  }

  /** A file that arrives as a stream and has no path, from a browser. */
  async stream(input: Readable, name: string): Promise<LibraryImage> {
    return this.enter(await this.library.files.stageStream(input, UPLOAD_LIMIT), name, null);
  }

  private async enter(
    staged: StagedFile,
    name: string,
    path: string | null,
    signal?: AbortSignal,
  ): Promise<LibraryImage> {
    const { images, files } = this.library;
    try {
      const known = images.findSource(staged.sha256, path, name);
      if (known) {
        if (known.binned) {
          images.restore([known.image.id]);
          this.events.emit('images.changed', {});
        }
        return known.image;
      }
      const output = this.pictures.thumbnailPath(staged.sha256, 320);
      const thumbnails = [{ size: 320, output }];
      const read = await this.pictures.inspect(staged.path, path ?? name, { thumbnails, exif: true, signal });
      const stored = await files.commit(staged);
      const { info, exif } = read;
      const image = images.add({ kind: 'source', name, ...stored, info, exif, parentId: null, path, madeBy: null });
      this.events.emit('images.changed', {});
      return image;
    } finally {
      await rm(staged.path, { force: true });
    }
  }
}
