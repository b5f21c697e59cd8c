// What a run makes, compiled for inputs of one size: previews and metrics look at it.
import type * as tf from '@tensorflow/tfjs';
import { type TrainingState } from '../compiler/state.ts';
import { type Numbers, type TrainingStep } from '../compiler/training-step.ts';
import { type Product } from '../recipes/recipe.ts';
import { compileOn, type Machine } from './machine.ts';
import { type Picture, pictureOf } from './picture-grid.ts';
import { type Random } from '../random.ts';

type Generator = Extract<Product, { kind: 'generate' }>;
type Changer = Exclude<Product, Generator>;
type Feed = Readonly<Record<string, Numbers>>;

/** Takes no numbers from the state's generator: a run goes the same way whether it is looked at or not. */
export class ProductStep {
  private readonly step: TrainingStep;
  private readonly range: readonly [number, number];

  private constructor(step: TrainingStep, range: readonly [number, number]) {
    this.step = step;
    this.range = range;
  }

  /** For `count` pictures at once; see `noise`. */
  static async generator(
    product: Generator,
    count: number,
    state: TrainingState,
    machine: Machine,
  ): Promise<ProductStep> {
    const inputs = {
      z: { shape: [count, product.latent] },
      labels: { shape: [count], dtype: 'int32' },
    } as const;
    const apply = (given: Record<string, tf.Tensor>) => ({
      pictures: product.apply(given['z'] as tf.Tensor2D, given['labels'] as tf.Tensor1D),
    });
    return new ProductStep((await compileOn(machine, apply, state, inputs)).step, [-1, 1]);
  }

  /** For one square of `side`, see `feedOf`. */
  static async changer(product: Changer, side: number, state: TrainingState, machine: Machine): Promise<ProductStep> {
    const apply = (given: Record<string, tf.Tensor>) => ({ pictures: product.apply(given['x'] as tf.Tensor4D) });
    const { step } = await compileOn(machine, apply, state, { x: { shape: [1, side, side, 3] } });
    return new ProductStep(step, [0, 1]);
  }

  async pictures(feed: Feed): Promise<Picture[]> {
    const { pictures } = await this.step.run(feed);
    if (!pictures) throw new Error('the product gave nothing');
    const [count = 0, height = 0, width = 0] = pictures.shape;
    return Array.from({ length: count }, (_, k) => pictureOf(pictures.data, k, height, width, this.range));
  }

  release(): Promise<void> {
    return this.step.release();
  }
}

/** What a generator makes `count` pictures from; the classes one after the other. */
export function noise({ latent, classes }: Generator, count: number, random: Random): Feed {
  const z = random.fillNormal(new Float32Array(count * latent));
  return { z, labels: Int32Array.from({ length: count }, (_, k) => k % Math.max(1, classes.length)) };
}

export function feedOf({ rgb }: Picture): Feed {
  return { x: Float32Array.from(rgb, (value) => value / 255) };
}
