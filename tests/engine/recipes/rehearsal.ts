// Trains a recipe on drawn pictures: the loop without queue, files and checkpoints.
import type * as tf from '@tensorflow/tfjs';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { compile } from '../../../electron/engine/compiler/compile.ts';
import { compileEager } from '../../../electron/engine/compiler/eager.ts';
import { TrainingState } from '../../../electron/engine/compiler/state.ts';
import { toOnnx } from '../../../electron/engine/compiler/to-onnx.ts';
import { type StepInput, type TrainingStep } from '../../../electron/engine/compiler/training-step.ts';
import { shippedWeights } from '../../../electron/engine/features/shipped-model.ts';
import { Random } from '../../../electron/engine/random.ts';
import {
  type Phase,
  type PhaseInput,
  type Product,
  type Recipe,
  type Side,
  type Training,
  type Value,
  type Values,
} from '../../../electron/engine/recipes/recipe.ts';
import { runOnnx } from '../compiler/support.ts';
import { type Drawing } from './drawn-pictures.ts';

/** One picture of a side: its class, and both halves if it is a pair. */
export type Sample = { readonly label: number; readonly picture: Drawing; readonly second?: Drawing };
export type Source = (side: Side, size: number, random: Random) => Sample;

export type Setup = {
  readonly recipe: Recipe;
  readonly values: Readonly<Record<string, Value>>;
  readonly source: Source;
  readonly classes?: readonly string[];
};

type Losses = Record<string, number>;

export function build({ recipe, values, classes = [] }: Setup, seed: number): Training {
  const defaults = Object.entries(recipe.parameters).map(([name, parameter]) => [name, parameter.default]);
  return recipe.build({ ...Object.fromEntries(defaults), ...values } as Values<Recipe['parameters']>, {
    random: new Random(seed),
    classes,
    shipped: shippedWeights,
  });
}

export class Rehearsal {
  readonly training: Training;
  readonly state: TrainingState;
  private readonly compiled: { phase: Phase; step: TrainingStep }[];
  private readonly source: Source;
  private readonly drawing: Random;
  private done = 0;

  private constructor(training: Training, state: TrainingState, compiled: Rehearsal['compiled'], source: Source) {
    this.training = training;
    this.state = state;
    this.compiled = compiled;
    this.source = source;
    this.drawing = new Random(3);
  }

  static async start(setup: Setup, { seed = 1, eager = false } = {}): Promise<Rehearsal> {
    const training = build(setup, seed);
    const state = new TrainingState(training.variables, seed);
    const compiled = [];
    for (const phase of training.phases) {
      const inputs = Object.fromEntries(Object.entries(phase.inputs).map(([name, input]) => [name, specOf(input)]));
      const step = eager
        ? compileEager(phase.step, { state, inputs, backend: 'cpu' })
        : await compile(phase.step, { state, inputs, device: DeviceId.parse('cpu'), threads: 1 });
      compiled.push({ phase, step });
    }
    return new Rehearsal(training, state, compiled, setup.source);
  }

  /** `steps` more of `planned`; the losses of the last. `after` is told of each phase. */
  async run(steps: number, planned = 1_000, after?: (phase: string) => Promise<void>): Promise<Losses> {
    const losses: Losses = {};
    for (let k = 0; k < steps; k++, this.done++) {
      for (const { phase, step } of this.compiled) {
        if (phase.every === 'start' ? this.done > 0 : this.done % phase.every > 0) continue;
        for (const [name, { data }] of Object.entries(await step.run(this.drawn(phase, planned)))) {
          losses[name] = data[0] ?? NaN;
        }
        await after?.(phase.name);
      }
    }
    return losses;
  }

  async end(): Promise<void> {
    for (const { step } of this.compiled) await step.release();
  }

  private drawn({ inputs }: Phase, steps: number): Record<string, Float32Array | Int32Array> {
    const given: Record<string, Float32Array | Int32Array> = {};
    const samples: Record<string, Sample[]> = {};
    for (const [name, input] of Object.entries(inputs)) {
      switch (input.from) {
        case 'normal':
        case 'uniform':
          break;
        case 'schedule':
          given[name] = Float32Array.of(input.value({ step: this.done, steps }));
          break;
        case 'classes':
          given[name] = Int32Array.from(samples[input.of] ?? [], ({ label }) => label);
          break;
        case 'data':
        case 'content': {
          const { from, count, size, range, pairedWith } = input;
          const partners = pairedWith === undefined ? undefined : samples[pairedWith];
          const these = partners ?? Array.from({ length: count }, () => this.source(from, size, this.drawing));
          samples[name] = these;
          const pixels = these.flatMap(({ picture, second }) => Array.from(partners ? (second ?? []) : picture));
          given[name] = Float32Array.from(pixels, (value) => range[0] + (range[1] - range[0]) * value);
        }
      }
    }
    return given;
  }
}

/** What is drawn on the host is given to a step; noise the step draws itself. */
function specOf(input: PhaseInput): StepInput {
  switch (input.from) {
    case 'normal':
    case 'uniform':
      return { shape: input.shape, random: input.from };
    case 'schedule':
      return { shape: [] };
    case 'classes':
      return { shape: [input.count], dtype: 'int32' };
    case 'data':
    case 'content':
      return { shape: [input.count, input.size, input.size, 3] };
  }
}

/** The product as a file for other programs, at fixed sizes, run on `x` (and, to generate, on classes). */
export async function exported(product: Product, x: tf.Tensor, labels?: tf.Tensor1D): Promise<tf.Tensor> {
  const given = { x, ...(labels && { labels }) };
  const inputs = Object.fromEntries(
    Object.entries(given).map(([name, { shape, dtype }]) => [name, { shape, dtype: dtype as 'float32' | 'int32' }]),
  );
  const model = toOnnx((tensors: Record<string, tf.Tensor>) => applied(product, tensors.x, tensors.labels), { inputs });
  const [result] = await runOnnx(model, given, 'channels-last');
  return result as tf.Tensor;
}

export function applied(product: Product, x: tf.Tensor | undefined, labels: tf.Tensor | undefined): tf.Tensor4D {
  return product.kind === 'generate'
    ? product.apply(x as tf.Tensor2D, labels as tf.Tensor1D)
    : product.apply(x as tf.Tensor4D);
}
