// What a recipe is: one GAN, declared as its paper describes it. Forms, command line, loop, checkpoints and tests follow from that.
import type * as tf from '@tensorflow/tfjs';
import { type Localized } from '#contract/models.ts';
import { type ShippedWeights } from '../features/shipped-model.ts';
import { type NamedVariables } from '../nets/parameters.ts';
import { type Random } from '../random.ts';

/** One thing that can be set. */
export type Parameter =
  | { readonly kind: 'integer' | 'number'; readonly default: number; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly default: string; readonly choices: readonly string[] }
  | { readonly kind: 'switch'; readonly default: boolean };

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

/** From layer `crossover` [] int32 on the styles of z2 [n,latent]; all of them drawn to their mean, where truncation [] is 0. */
export type StyleMix = {
  readonly z2: tf.Tensor2D;
  readonly crossover: tf.Scalar;
  readonly truncation: tf.Scalar;
};

/** What a run is for. The nets are those with averaged weights where the recipe averages. */
export type Product =
  /** z [n,latent] in N(0,1), labels [n] int32 with `classes` → pictures [n,size,size,3] in −1..1. */
  | {
      readonly kind: 'generate';
      readonly latent: number;
      readonly size: number;
      readonly classes: readonly string[];
      /** Of a style-based generator: how many layers take a style. */
      readonly styles?: number;
      readonly apply: (z: tf.Tensor2D, labels: tf.Tensor1D, mix?: StyleMix) => tf.Tensor4D;
    }
  /** A picture [1,h,w,3] in 0..1 → one of the same size in 0..1; h and w are multiples of `multiple`. */
  | {
      readonly kind: 'translate';
      readonly multiple: number;
      /** Standard deviation of the noise that it learned with and wants in what it is given. */
      readonly grain?: number;
      readonly apply: (x: tf.Tensor4D) => tf.Tensor4D;
    }
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
  /** The weights of a model that the program is shipped with. */
  readonly shipped: (id: string) => readonly ShippedWeights[];
};

/** What the user has to bring. */
export type Needs = {
  readonly data: 'pictures' | 'pairs' | 'classes';
  /** A second folder. */
  readonly content: boolean;
  /** Pictures in each folder below which it cannot work; how many are good is for the doctor to say. */
  readonly atLeast: number;
};

export type PresetName = 'quick' | 'balanced' | 'quality';

/** What can be set, by a word or two, and a sentence for somebody who has never trained anything. */
export type ParameterText = { readonly label: Localized; readonly help: Localized };

/** What a recipe says to its user; see `texts/`. */
export type Texts<Name extends string = string> = {
  /** What it learns, in a few plain words, and a sentence. */
  readonly title: Localized;
  readonly learns: Localized;
  /** What the pictures are to show, and those of the second folder. */
  readonly dataHint: Localized;
  readonly contentHint?: Localized;
  readonly parameters: Readonly<Record<Name, ParameterText>>;
  /** What may be expected of each preset, in half a sentence. */
  readonly promises: Readonly<Record<PresetName, Localized>>;
};

type Declared<Table extends ParameterTable> = {
  readonly id: string;
  /** Changes when runs of before cannot be continued. */
  readonly version: number;
  /** First author, year, arXiv number. */
  readonly paper: string;
  readonly product: Product['kind'];
  readonly needs: Needs;
  readonly parameters: Table;
  readonly presets: Readonly<Record<PresetName, { readonly steps: number; readonly values: Partial<Values<Table>> }>>;
  readonly metrics: readonly ('fid' | 'kid' | 'precision' | 'recall' | 'diversity' | 'psnrY' | 'ssim' | 'cycle')[];
  readonly build: (values: Values<Table>, setting: Setting) => Training;
  readonly texts: Texts<Extract<keyof Table, string>>;
};

/** A recipe as everybody else sees it: its words are where they belong. */
export type Recipe = Omit<Declared<ParameterTable>, 'texts' | 'needs' | 'parameters' | 'presets'> &
  Pick<Texts, 'title' | 'learns'> & {
    readonly needs: Needs & Pick<Texts, 'dataHint' | 'contentHint'>;
    readonly parameters: Readonly<Record<string, Parameter & ParameterText>>;
    readonly presets: Readonly<
      Record<PresetName, Declared<ParameterTable>['presets'][PresetName] & { readonly promise: Localized }>
    >;
  };

/** Keeps the types of the table for `build`, and forgets them outside. */
export function recipe<const Table extends ParameterTable>(declared: Declared<Table>): Recipe {
  const { texts, parameters, presets, needs, ...rest } = declared as unknown as Declared<ParameterTable>;
  const { title, learns, dataHint, contentHint, promises } = texts;
  const named = Object.entries(parameters).map(([name, parameter]) => [
    name,
    { ...parameter, ...(texts.parameters[name] as ParameterText) },
  ]);
  const promised = (name: PresetName) => ({ ...presets[name], promise: promises[name] });
  return {
    ...rest,
    title,
    learns,
    needs: { ...needs, dataHint, ...(contentHint && { contentHint }) },
    parameters: Object.fromEntries(named) as Recipe['parameters'],
    presets: { quick: promised('quick'), balanced: promised('balanced'), quality: promised('quality') },
  };
}
