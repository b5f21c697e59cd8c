// What many recipes say in the same words: parameters, schedules, how a discriminator is followed.
import * as tf from '@tensorflow/tfjs';
import { type Parameter, type PhaseInput, type Progress, type Side } from './recipe.ts';

export const size = { kind: 'choice', default: '64', choices: ['32', '64', '128'] } as const satisfies Parameter;

export const latent = { kind: 'integer', default: 100, min: 8, max: 512 } as const satisfies Parameter;

export const flip = { kind: 'switch', default: true } as const satisfies Parameter;

export function width(standard: number) {
  return { kind: 'integer', default: standard, min: 4, max: 128 } as const satisfies Parameter;
}

export function batch(standard: number) {
  return { kind: 'integer', default: standard, min: 1, max: 64 } as const satisfies Parameter;
}

export function generatorRate(standard: number) {
  return { kind: 'number', default: standard, min: 0, max: 0.01 } as const satisfies Parameter;
}

/** Two rates, because the nets learn at different speeds (Heusel 2017, arXiv:1706.08500). */
export function discriminatorRate(standard: number) {
  return { kind: 'number', default: standard, min: 0, max: 0.01 } as const satisfies Parameter;
}

/** Pictures [count,size,size,3] in −1..1. */
export function pictures(
  from: Side,
  options: { count: number; size: number; framing: 'cut' | 'whole'; flip: boolean; pairedWith?: string },
): PhaseInput {
  return { from, range: [-1, 1], ...options };
}

/** Numbers in N(0,1). */
export function normal(...shape: number[]): PhaseInput {
  return { from: 'normal', shape };
}

/**
 * Grain of film, for the photos that a generator with instance norm is given: a flat one would come out of the norms as nothing,
 * with gradients beyond all bounds, and calm areas would be painted with a regular pattern.
 */
export const GRAIN = 0.01; // standard deviation, of 0..1

/** x + noise; both [n,h,w,3], x in −1..1. */
export function grainy(x: tf.Tensor4D, noise: tf.Tensor): tf.Tensor4D {
  return tf.add(x, tf.mul(noise, 2 * GRAIN));
}

/** Numbers in 0..1. */
export function uniform(...shape: number[]): PhaseInput {
  return { from: 'uniform', shape };
}

export function constant(value: number): PhaseInput {
  return { from: 'schedule', value: () => value };
}

/** `value` for the first half of the steps, then in a straight line to 0. */
export function fallingInSecondHalf(value: number): PhaseInput {
  return { from: 'schedule', value: ({ step, steps }: Progress) => value * Math.min(1, 2 * (1 - step / steps)) };
}

/** The decay of averaged weights: up to `most`, less in the first steps, so that early previews show what was learned. */
export function averaging(most = 0.999): PhaseInput {
  return { from: 'schedule', value: ({ step }) => Math.min(most, (1 + step) / (10 + step)) };
}

/** How much of the real and of the generated pictures (or patches) a discriminator takes for what they are, 0..1. */
export function toldApart(real: tf.Tensor, fake: tf.Tensor, border = 0): Record<'realRight' | 'fakeRight', tf.Tensor> {
  const share = (right: tf.Tensor): tf.Tensor => tf.mean(tf.cast(right, 'float32'));
  return { realRight: share(tf.greater(real, border)), fakeRight: share(tf.less(fake, border)) };
}

/** −1..1 → 0..1, cut off there. */
export function toUnit(x: tf.Tensor4D): tf.Tensor4D {
  return tf.clipByValue(tf.mul(tf.add(x, 1), 0.5), 0, 1);
}

/** 0..1 → −1..1 */
export function fromUnit(x: tf.Tensor4D): tf.Tensor4D {
  return tf.sub(tf.mul(x, 2), 1);
}
