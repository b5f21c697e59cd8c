// The pictures of one side of a run, read when they are first asked for and kept in memory as far as it may go.
import { basename } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { type DataItem } from '#contract/run-folder.ts';
import { readWorkingPicture, type WorkingPicture, type WorkingSize } from './working-picture.ts';

export type StoreOptions = {
  readonly size: WorkingSize;
  /** Bytes that pictures may take; those that no longer fit are read anew every time. */
  readonly budget: number;
  /** Called once for each file that cannot be read. */
  readonly onUnreadable: (file: string, reason: string) => void;
};

export class PictureStore {
  readonly items: readonly DataItem[];
  private readonly options: StoreOptions;
  private readonly kept = new Map<number, WorkingPicture>();
  private readonly unreadable = new Set<number>();
  private bytes = 0;

  constructor(items: readonly DataItem[], options: StoreOptions) {
    this.items = items;
    this.options = options;
  }

  /**
   * Picture `index`, or the next one that can be read: which one it is does not depend on what was asked before.
   * Throws `UserError('corrupt')` if none can.
   */
  async picture(index: number): Promise<{ index: number; picture: WorkingPicture }> {
    const { length } = this.items;
    for (let k = 0; k < length; k++) {
      const at = (index + k) % length;
      const picture = await this.read(at);
      if (picture) return { index: at, picture };
    }
    const first = this.items[0]?.path ?? '';
    throw new UserError('corrupt', `None of the ${length} pictures can be read; the first is “${basename(first)}”.`, {
      hint: 'Choose a folder with JPEG, PNG, WebP, AVIF or TIFF pictures.',
      source: first,
    });
  }

  private async read(index: number): Promise<WorkingPicture | undefined> {
    const known = this.kept.get(index);
    const item = this.items[index];
    if (known || item === undefined || this.unreadable.has(index)) return known;
    try {
      const picture = await readWorkingPicture(item.path, this.options.size, item.crop);
      const { length } = picture.data;
      if (this.bytes + length <= this.options.budget && !this.kept.has(index)) {
        this.kept.set(index, picture);
        this.bytes += length;
      }
      return picture;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!this.unreadable.has(index)) this.options.onUnreadable(item.path, error.message);
      this.unreadable.add(index);
      return undefined;
    }
  }
}
