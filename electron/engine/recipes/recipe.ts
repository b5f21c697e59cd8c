// What a recipe is: one GAN, declared as its paper describes it. Forms, command line, loop, checkpoints and tests follow from that.
import type * as tf from '@tensorflow/tfjs';
import { type NamedVariables } from '../nets/parameters.ts';
import { type Random } from '../random.ts';

/** One thing that can be set. `help` is a sentence for somebody who has never trained anything. */
export type Parameter = { readonly help: string } & (
  | { readonly kind: 'integer' | 'number'; readonly default: number; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
  | { readonly kind: 'switch'; readonly default: boolean }
);

export type ParameterTable = Readonly<Record<string, Parameter>>;
export type Value = number | string | boolean;
/** The value of every parameter of a table. */
export type Values<Table extends ParameterTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { kind: 'switch' }
    ? boolean
    : Table[Name] extends { kind: 'choice' }
      ? string
      : number;
};

/** Which folder of the user's: the one to learn from, or the second one (photos for a style, the other side of a translation). */
export type Side = 'data' | 'content';

/** How far a run is. `steps` is what is planned, at least 1. */
export type Progress = { readonly step: number; readonly steps: number };

/** Where the numbers of one input of a phase come from. */
export type PhaseInput =
  /** Pictures [count,size,size,3], drawn anew in every step; `range` is what black and white are. */
  | {
      readonly from: Side;
      readonly count: number;
      readonly size: number;
      readonly range: readonly [black: number, white: number];
      /** `cut`: a square of random place and scale; `whole`: all of the picture, cropped to a square and resized. */
      readonly framing: 'cut' | 'whole';
      /** Mirrored left to right half of the time. */
      readonly flip: boolean;
      /** Reads the second half of each pair, framed as the input of that name is. */
      readonly pairedWith?: string;
    }
  /** Classes [count] int32 of the pictures of the input `of`. */
  | { readonly from: 'classes'; readonly of: string; readonly count: number }
  | { readonly from: 'normal' | 'uniform'; readonly shape: readonly number[] }
  /** A scalar that may change from step to step: a learning rate, a decay. */
  | { readonly from: 'schedule'; readonly value: (progress: Progress) => number };

/** One compiled step: plain TF.js that assigns to variables. */
export type Phase = {
  readonly name: string;
  /** In every n-th step; `start`: once, before the first. */
  readonly every: number | 'start';
  readonly inputs: Readonly<Record<string, PhaseInput>>;
  /** Returns losses and other scalars to be followed. */
  readonly step: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;
};

/** What a run is for. The nets are those with averaged weights where the recipe averages. */
export type Product =
  /** z [n,latent] in N(0,1), labels [n] int32 with `classes` → pictures [n,size,size,3] in −1..1. */
  | {
      readonly kind: 'generate';
      readonly latent: number;
      readonly size: number;
      readonly classes: readonly string[];
      readonly apply: (z: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor4D;
    }
  /** A picture [1,h,w,3] in 0..1 → one of the same size in 0..1; h and w are multiples of `multiple`. */
  | { readonly kind: 'translate'; readonly multiple: number; readonly apply: (x: tf.Tensor4D) => tf.Tensor4D }
  /** A picture [1,h,w,3] in 0..1 → [1,scale·h,scale·w,3] in 0..1. */
  | { readonly kind: 'upscale'; readonly scale: number; readonly apply: (x: tf.Tensor4D) => tf.Tensor4D };

export type Training = {
  /** Everything that phases read and write, to be kept in checkpoints: weights, averages, slots of optimizers. */
  readonly variables: NamedVariables;
  readonly phases: readonly Phase[];
  readonly product: Product;
};

/** What is known when a run starts. */
export type Setting = {
  /** Draws the first weights. */
  readonly random: Random;
  /** Names of the data's sub-folders, if the recipe learns classes. */
  readonly classes: readonly string[];
};

/** What the user has to bring. */
export type Needs = {
  readonly data: 'pictures' | 'pairs' | 'classes';
  /** A second folder. */
  readonly content: boolean;
  /** Pictures in each folder below which it cannot work. */
  readonly atLeast: number;
};

export type PresetName = 'quick' | 'balanced' | 'quality';

export type Recipe<Table extends ParameterTable = ParameterTable> = {
  readonly id: string;
  /** Changes when runs of before cannot be continued. */
  readonly version: number;
  /** What it learns, in a few plain words, and a sentence. */
  readonly title: string;
  readonly learns: string;
  /** First author, year, arXiv number. */
  readonly paper: string;
  readonly needs: Needs;
  readonly parameters: Table;
  readonly presets: Readonly<Record<PresetName, { readonly steps: number; readonly values: Partial<Values<Table>> }>>;
  readonly metrics: readonly ('fid' | 'kid' | 'precision' | 'recall' | 'diversity' | 'psnrY' | 'ssim' | 'cycle')[];
  readonly build: (values: Values<Table>, setting: Setting) => Training;
};

/** Keeps the types of the table for `build`, and forgets them outside. */
export function recipe<const Table extends ParameterTable>(declared: Recipe<Table>): Recipe {
  return declared as unknown as Recipe;
}
