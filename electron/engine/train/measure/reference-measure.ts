// Measures what a run makes pixel by pixel, where it is known what should come out: enlarged pictures and pairs.
import { type DataItem } from '#contract/run-folder.ts';
import { resamplePlanes } from '../../imaging/resample-planes.ts';
import { likeness } from '../../metrics/likeness.ts';
import { type Product, type Recipe } from '../../recipes/recipe.ts';
import { cutOut, middleOf } from '../data/framing.ts';
import { readWorkingPicture } from '../data/working-picture.ts';
import { HELD_OUT } from '../held-out.ts';
import { type Picture, pictureOf } from '../picture-grid.ts';
import { feedOf, ProductStep } from '../product-step.ts';
import { type TrainingRun } from '../training-run.ts';
import { type Measure, type Measured, type MeasureOptions } from './measure.ts';

/** What the product is given, and what should come out. */
type Reference = { given: Picture; truth: Picture };
type Changer = Exclude<Product, { kind: 'generate' }>;

/** Side of the pictures that should come out of an enlargement, and the short side of those they are cut from. */
const SIDE = 256;
const FROM = 512;

export class ReferenceMeasure implements Measure {
  private readonly step: ProductStep;
  private readonly references: readonly Reference[];
  private readonly scale: number;
  private readonly take: MeasureOptions['take'];

  private constructor(
    step: ProductStep,
    references: readonly Reference[],
    scale: number,
    take: MeasureOptions['take'],
  ) {
    this.step = step;
    this.references = references;
    this.scale = scale;
    this.take = take;
  }

  /** On pictures that are held out; of a run that needs all of them, on some of those it learns from. */
  static async open(
    { needs }: Pick<Recipe, 'needs'>,
    { product, state, heldOut, learned, pictureSize }: TrainingRun,
    { machine, take }: MeasureOptions,
  ): Promise<ReferenceMeasure> {
    if (product.kind === 'generate') throw new Error('what is made from noise has no original');
    const scale = product.kind === 'upscale' ? product.scale : 1;
    const items = heldOut.length > 0 ? heldOut : learned.slice(0, HELD_OUT);
    const side = needs.data === 'pairs' ? multipleOf(pictureSize, product) : Math.floor(SIDE / scale);
    const read = needs.data === 'pairs' ? pair : reduced;
    const references = (await Promise.all(items.map((item) => read(item, side, scale).catch(() => [])))).flat();
    return new ReferenceMeasure(await ProductStep.changer(product, side, state, machine), references, scale, take);
  }

  async measure(): Promise<Measured> {
    const samples = this.references.length;
    const sums = { psnrY: 0, ssim: 0 };
    for (const { given, truth } of this.references) {
      const [made] = await this.take(() => this.step.pictures(feedOf(given)));
      if (!made) throw new Error('the product gave nothing');
      const found = likeness(planesOf(truth), planesOf(made), truth, this.scale);
      sums.psnrY += found.psnrY / samples;
      sums.ssim += found.ssim / samples;
    }
    return { metrics: samples > 0 ? sums : {}, samples };
  }

  release(): Promise<void> {
    return this.step.release();
  }
}

function multipleOf(size: number, product: Changer): number {
  const multiple = product.kind === 'translate' ? product.multiple : 1;
  return Math.ceil(size / multiple) * multiple;
}

/** A picture and the same one made small by the antialiased bicubic kernel. */
async function reduced({ path, crop }: DataItem, side: number, scale: number): Promise<Reference[]> {
  const large = side * scale;
  const picture = await readWorkingPicture(path, { least: large, most: FROM, halves: false }, crop);
  const truth = await middleOf(picture, large, 'cut');
  const [from, to] = [truth, { width: side, height: side }];
  const planes = resamplePlanes(planesOf(truth), from, to, 'cubic');
  const numbers = Float32Array.from(
    { length: planes.length },
    (_, i) => planes[(i % 3) * side * side + Math.floor(i / 3)] ?? 0,
  );
  return [{ given: pictureOf(numbers, 0, side, side, [0, 1]), truth }];
}

/** Both halves of a pair. */
async function pair({ path, crop }: DataItem, side: number): Promise<Reference[]> {
  const both = await readWorkingPicture(path, { least: side, most: side, halves: true }, crop);
  const half = both.width / 2;
  const short = Math.min(half, both.height);
  const [left, top] = [Math.floor((half - short) / 2), Math.floor((both.height - short) / 2)];
  const part = async (from: number): Promise<Picture> => {
    return { width: side, height: side, rgb: await cutOut(both, { left: from, top, side: short }, side) };
  };
  return [{ given: await part(left), truth: await part(left + half) }];
}

/** [3,height,width] in 0..1 */
function planesOf({ width, height, rgb }: Picture): Float32Array {
  const area = width * height;
  return Float32Array.from({ length: 3 * area }, (_, i) => (rgb[(i % area) * 3 + Math.floor(i / area)] ?? 0) / 255);
}
