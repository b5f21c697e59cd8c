// Pictures of how far a run is: from the same noise every time, or of the user's own photos.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeFile } from '#contract/run-folder.ts';
import { type TrainingState } from '../compiler/state.ts';
import { type Numbers } from '../compiler/training-step.ts';
import { writeWhole } from '../imaging/encode.ts';
import { type Product } from '../recipes/recipe.ts';
import { middleOf } from './data/framing.ts';
import { randomFor } from './data/order.ts';
import { readWorkingPicture } from './data/working-picture.ts';
import { type Machine } from './machine.ts';
import { grid, type Picture } from './picture-grid.ts';
import { feedOf, noise, ProductStep } from './product-step.ts';

/** Generated pictures in a preview, in rows of four. */
const GENERATED = 16;
const COLUMNS = 4;
/** Photos that are shown, and the side to which they are cut. */
const PHOTOS = 4;
const TRANSLATED = 256;
const ENLARGED = 96;
const QUALITY = 90;

export type PreviewOptions = {
  readonly seed: number;
  /** For products that change pictures. */
  readonly pictures: readonly string[];
  readonly onUnreadable: (file: string, reason: string) => void;
};

/** Files of a preview: all of it as one sheet, and each result by itself if there is something to compare it with. */
export type PreviewFiles = { file: string; results: string[] };

export class Preview {
  private readonly step: ProductStep;
  private readonly feeds: readonly Readonly<Record<string, Numbers>>[];
  /** What is shown above the results. */
  private readonly before: readonly Picture[];
  private beforeWritten = false;

  private constructor(
    step: ProductStep,
    feeds: readonly Readonly<Record<string, Numbers>>[],
    before: readonly Picture[],
  ) {
    this.step = step;
    this.feeds = feeds;
    this.before = before;
  }

  /** Nothing if there is no picture to show. */
  static async open(
    product: Product,
    state: TrainingState,
    machine: Machine,
    options: PreviewOptions,
  ): Promise<Preview | undefined> {
    if (product.kind === 'generate') {
      const step = await ProductStep.generator(product, GENERATED, state, machine);
      return new Preview(step, [noise(product, GENERATED, randomFor(options.seed, 'preview'))], []);
    }
    const side = product.kind === 'translate' ? Math.ceil(TRANSLATED / product.multiple) * product.multiple : ENLARGED;
    const before = await photos(options, side);
    if (before.length === 0) return undefined;
    const step = await ProductStep.changer(product, side, state, machine);
    return new Preview(step, before.map(feedOf), before);
  }

  /** The pictures of now. */
  async pictures(): Promise<Picture[]> {
    const made: Picture[] = [];
    for (const feed of this.feeds) made.push(...(await this.step.pictures(feed)));
    return made;
  }

  /** Writes `pictures` as WebP into `folder`: `<name>.webp` with what they were made from above them, and each by itself. */
  async write(pictures: readonly Picture[], folder: string, name: string): Promise<PreviewFiles> {
    const { width = 0, height = 0 } = pictures[0] ?? {};
    const above = await Promise.all(this.before.map((picture) => enlarged(picture, width, height)));
    await mkdir(folder, { recursive: true });
    const file = `${name}.webp`;
    await writePicture(grid([...above, ...pictures], this.before.length || COLUMNS), join(folder, file));
    if (above.length === 0) return { file, results: [] };
    if (!this.beforeWritten) {
      for (const [k, picture] of above.entries()) await writePicture(picture, join(folder, beforeFile(k)));
      this.beforeWritten = true;
    }
    const results = pictures.map((_, k) => `${name}-${k}.webp`);
    for (const [k, picture] of pictures.entries()) await writePicture(picture, join(folder, results[k] ?? ''));
    return { file, results };
  }

  release(): Promise<void> {
    return this.step.release();
  }
}

async function photos({ pictures, onUnreadable }: PreviewOptions, side: number): Promise<Picture[]> {
  const found = pictures.slice(0, PHOTOS).map(async (file) => {
    try {
      return [
        await middleOf(await readWorkingPicture(file, { least: side, most: side, halves: false }), side, 'whole'),
      ];
    } catch (error) {
      onUnreadable(file, error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  return (await Promise.all(found)).flat();
}

/** At the size of the results, so that both can be laid over each other. */
async function enlarged(picture: Picture, width: number, height: number): Promise<Picture> {
  if (picture.width === width && picture.height === height) return picture;
  const larger = opened(picture).resize({ width, height, fit: 'fill', kernel: 'cubic' });
  return { width, height, rgb: await larger.raw().toBuffer() };
}

async function writePicture(picture: Picture, file: string): Promise<void> {
  const bytes = await opened(picture).webp({ quality: QUALITY }).toBuffer();
  await writeWhole(file, (part) => writeFile(part, bytes));
}

function opened({ width, height, rgb }: Picture): Sharp {
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}
