// Pictures of how far a run is: from the same noise every time, or of the user's own photos.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type * as tf from '@tensorflow/tfjs';
import { type TrainingState } from '../compiler/state.ts';
import { type Numbers, type TrainingStep } from '../compiler/training-step.ts';
import { writeWhole } from '../imaging/encode.ts';
import { type Product } from '../recipes/recipe.ts';
import { cutOut, squareIn } from './data/framing.ts';
import { randomFor } from './data/order.ts';
import { readWorkingPicture } from './data/working-picture.ts';
import { compileOn, type Machine } from './machine.ts';
import { grid, type Picture, pictureOf } from './picture-grid.ts';

/** Generated pictures in a preview, in rows of four. */
const GENERATED = 16;
const COLUMNS = 4;
/** Photos that are shown, and the side to which they are cut. */
const PHOTOS = 4;
const TRANSLATED = 256;
const ENLARGED = 96;

export type PreviewOptions = {
  readonly seed: number;
  /** For products that change pictures. */
  readonly pictures: readonly string[];
  readonly onUnreadable: (file: string, reason: string) => void;
};

export class Preview {
  private readonly product: Product;
  private readonly step: TrainingStep;
  private readonly feeds: readonly Record<string, Numbers>[];
  /** What is shown above the results. */
  private readonly before: readonly Picture[];

  private constructor(
    product: Product,
    step: TrainingStep,
    feeds: readonly Record<string, Numbers>[],
    before: readonly Picture[],
  ) {
    this.product = product;
    this.step = step;
    this.feeds = feeds;
    this.before = before;
  }

  /** Nothing if there is no picture to show. It takes no numbers from the state's generator. */
  static async open(
    product: Product,
    state: TrainingState,
    machine: Machine,
    options: PreviewOptions,
  ): Promise<Preview | undefined> {
    if (product.kind === 'generate') {
      const z = randomFor(options.seed, 'preview').fillNormal(new Float32Array(GENERATED * product.latent));
      const labels = Int32Array.from({ length: GENERATED }, (_, k) => k % Math.max(1, product.classes.length));
      const inputs = {
        z: { shape: [GENERATED, product.latent] },
        labels: { shape: [GENERATED], dtype: 'int32' },
      } as const;
      const apply = (given: Record<string, tf.Tensor>) => ({
        pictures: product.apply(given['z'] as tf.Tensor2D, given['labels'] as tf.Tensor1D),
      });
      const { step } = await compileOn(machine, apply, state, inputs);
      return new Preview(product, step, [{ z, labels }], []);
    }
    const side = product.kind === 'translate' ? Math.ceil(TRANSLATED / product.multiple) * product.multiple : ENLARGED;
    const before = await photos(options, side);
    if (before.length === 0) return undefined;
    const apply = (given: Record<string, tf.Tensor>) => ({ pictures: product.apply(given['x'] as tf.Tensor4D) });
    const { step } = await compileOn(machine, apply, state, { x: { shape: [1, side, side, 3] } });
    const feeds = before.map(({ rgb }) => ({ x: Float32Array.from(rgb, (value) => value / 255) }));
    return new Preview(product, step, feeds, before);
  }

  /** The pictures of now. */
  async pictures(): Promise<Picture[]> {
    const range = this.product.kind === 'generate' ? ([-1, 1] as const) : ([0, 1] as const);
    const made: Picture[] = [];
    for (const feed of this.feeds) {
      const { pictures } = await this.step.run(feed);
      if (!pictures) throw new Error('the product gave nothing');
      const [count = 0, height = 0, width = 0] = pictures.shape;
      for (let k = 0; k < count; k++) made.push(pictureOf(pictures.data, k, height, width, range));
    }
    return made;
  }

  /** Writes `pictures` as one WebP, above them what they were made from. */
  async write(pictures: readonly Picture[], file: string): Promise<void> {
    const [first] = pictures;
    if (!first) return;
    const { width, height } = first;
    const above = await Promise.all(this.before.map((picture) => enlarged(picture, width, height)));
    const sheet = grid([...above, ...pictures], this.before.length || COLUMNS);
    const raw = { width: sheet.width, height: sheet.height, channels: 3 } as const;
    await mkdir(dirname(file), { recursive: true });
    await writeWhole(file, async (part) =>
      writeFile(part, await sharp(sheet.rgb, { raw }).webp({ quality: 90 }).toBuffer()),
    );
  }

  release(): Promise<void> {
    return this.step.release();
  }
}

async function photos({ pictures, onUnreadable }: PreviewOptions, side: number): Promise<Picture[]> {
  const found = pictures.slice(0, PHOTOS).map(async (file) => {
    try {
      const picture = await readWorkingPicture(file, { least: side, most: side, halves: false });
      const square = squareIn(picture.width, picture.height, side, 'whole', { scale: 0, x: 0, y: 0, mirrored: false });
      return [{ width: side, height: side, rgb: await cutOut(picture, square, side) }];
    } catch (error) {
      onUnreadable(file, error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  return (await Promise.all(found)).flat();
}

async function enlarged(picture: Picture, width: number, height: number): Promise<Picture> {
  if (picture.width === width && picture.height === height) return picture;
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  const rgb = await sharp(picture.rgb, { raw })
    .resize({ width, height, fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { width, height, rgb };
}
