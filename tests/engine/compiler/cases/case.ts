// What a parity case is: one line of a table, used by the tests and by the report.
import type * as tf from '@tensorflow/tfjs';
import { between, type Fn, type Spec } from '../support.ts';

/** How often a case is differentiated: 0 values only, 1 gradients too (the default), 2 also the gradient of a gradient penalty. */
export type Order = 0 | 1 | 2;
export type Case = readonly [name: string, inputs: Record<string, Spec>, fn: Fn, order?: Order];

export type T4 = tf.Tensor4D;
export type T1 = tf.Tensor1D;
export type X = { x: tf.Tensor };
export type XY = { x: tf.Tensor; y: tf.Tensor };
export type XI = { x: tf.Tensor; i: tf.Tensor };
/** Picture, filter, bias and slopes. */
export type Picture = { x: T4; w: T4; b: T1; a: T1 };

export const real = (...shape: number[]) => between(-2, 2, ...shape);
export const positive = (...shape: number[]) => between(0.1, 3, ...shape);
export const unit = (...shape: number[]) => between(-0.9, 0.9, ...shape);
export const picture = real(2, 5, 6, 4);

/** The same line for many functions of one tensor. */
export const each = (spec: Spec, fns: Record<string, (x: tf.Tensor) => tf.Tensor>, order: Order = 1): Case[] =>
  Object.entries(fns).map(([name, fn]) => [name, { x: spec }, ({ x }: X) => fn(x), order]);

/** The same line for many functions of two tensors. */
export const eachPair = (
  x: Spec,
  y: Spec,
  fns: Record<string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor>,
  order: Order = 1,
): Case[] => Object.entries(fns).map(([name, fn]) => [name, { x, y }, (of: XY) => fn(of.x, of.y), order]);
