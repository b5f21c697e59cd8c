// What a reference step is: one training step of a net from the literature, small for tests and at full size for the benchmark.
import type * as tf from '@tensorflow/tfjs';
import { type Random } from '../../electron/engine/random.ts';
import { type NamedVariables } from '../../electron/engine/nets/parameters.ts';

export type Tensors = Record<string, tf.Tensor>;
/** `tiny` for TF.js's own CPU backend, `small` with as many channels as a device's own form needs, `full` as in the paper. */
export type Size = 'tiny' | 'small' | 'full';
export type Values = Float32Array | Int32Array;

export type ReferenceInput = {
  shape: number[];
  dtype?: 'float32' | 'int32';
  /** The compiled step may draw it itself. */
  random?: 'normal' | 'uniform';
  /** Fills it with values that it could have in training. */
  draw(random: Random): Values;
};

export type ReferenceStep = {
  /** Everything that the step changes: weights and the slots of optimizers. */
  variables: NamedVariables;
  inputs: Readonly<Record<string, ReferenceInput>>;
  /** One update of every net. Returns the losses, scalars. */
  step: (inputs: Tensors) => Tensors;
  /** Pictures (or lines of text) that one step learns from. */
  batch: number;
};

export type Reference = { name: string; build(seed: number, size: Size): ReferenceStep };

export function drawInputs({ inputs }: Pick<ReferenceStep, 'inputs'>, random: Random): Record<string, Values> {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.draw(random)]));
}

/** Pictures [n,side,side,3] of noise in −1..1. */
export function pictures(n: number, side: number): ReferenceInput {
  return numbers([n, side, side, 3], -1, 1);
}

export function numbers(shape: number[], from: number, to: number): ReferenceInput {
  return { shape, draw: (random) => random.fillUniform(zeros(shape), from, to) };
}

/** Numbers that are new in every step. */
export function drawn(kind: 'normal' | 'uniform', ...shape: number[]): ReferenceInput {
  const fill = kind === 'normal' ? 'fillNormal' : 'fillUniform';
  return { shape, random: kind, draw: (random) => random[fill](zeros(shape)) };
}

/** Whole numbers in 0…below − 1. */
export function tokens(below: number, ...shape: number[]): ReferenceInput {
  return { shape, dtype: 'int32', draw: (random) => Int32Array.from(zeros(shape), () => random.integer(below)) };
}

export function scalar(value: number): ReferenceInput {
  return { shape: [], draw: () => Float32Array.of(value) };
}

function zeros(shape: readonly number[]): Float32Array {
  return new Float32Array(shape.reduce((product, size) => product * size, 1));
}
