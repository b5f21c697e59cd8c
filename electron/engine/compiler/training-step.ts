// What a training step is, whatever runs it: plain TF.js over variables, given numbers or drawing them itself.
import * as tf from '@tensorflow/tfjs';
import { type Random } from '../random.ts';

/** An input of a step. One with `random` is drawn by the step itself from the state's generator, the others are given to `run`. */
export type StepInput = {
  readonly shape: readonly number[];
  readonly dtype?: 'float32' | 'int32';
  /** `normal`: mean 0, deviation 1. `uniform`: from 0 up to but not including 1. */
  readonly random?: 'normal' | 'uniform';
};

export type Numbers = Float32Array | Int32Array;

export type StepResult = { readonly data: Numbers; readonly shape: readonly number[] };

/** Reads variables of the state, and may assign new values to them. It must not depend on what the numbers are. */
export type Step<Inputs extends string> = (inputs: Record<Inputs, tf.Tensor>) => Record<string, tf.Tensor>;

/** One call computes a step and leaves the new values in the state. */
export interface TrainingStep {
  /**
   * `given`: numbers of the inputs that are not random, in TF.js's order. Throws `UserError('out-of-memory')`; the state is then
   * what it was.
   */
  run(given?: Readonly<Record<string, Numbers>>): Promise<Record<string, StepResult>>;
  release(): Promise<void>;
}

/** The numbers of an input: those that were given, or drawn ones. Throws for one that is missing or too long. */
export function inputNumbers(name: string, input: StepInput, given: Numbers | undefined, random: Random): Numbers {
  const size = tf.util.sizeFromShape([...input.shape]);
  const data = given ?? (input.random && draw(input.random, size, random));
  if (!data) throw new Error(`the step needs an input “${name}”`);
  if (data.length !== size) throw new Error(`input “${name}” has ${size} numbers, not ${data.length}`);
  return data;
}

function draw(kind: 'normal' | 'uniform', size: number, random: Random): Float32Array {
  const numbers = new Float32Array(size);
  for (let k = 0; k < size; k++) numbers[k] = kind === 'normal' ? random.normal() : random.uniform();
  return numbers;
}
