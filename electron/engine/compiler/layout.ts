// Axis orders: TF.js writes pictures channels-last, ONNX computes them channels-first.
//
// A traced tensor remembers how its axes lie in memory instead of being transposed: physical axis k holds logical axis
// order[k]. A TF.js `transpose` then costs nothing, and a chain of convolutions contains no Transpose.

import { type Data } from './graph.ts';

export type Order = readonly number[];

/** Logical [n,h,w,c] stored as [n,c,h,w]. */
export const CHANNELS_FIRST: Order = [0, 3, 1, 2];
/** A TF.js convolution filter [h,w,in,out] stored as ONNX's [out,in,h,w]. */
export const FILTER: Order = [3, 2, 0, 1];

export function identity(rank: number): Order {
  return Array.from({ length: rank }, (_, axis) => axis);
}

export function isIdentity(order: Order): boolean {
  return order.every((axis, k) => axis === k);
}

export function sameOrder(a: Order, b: Order): boolean {
  return a.length === b.length && a.every((axis, k) => axis === b[k]);
}

/** `values` per logical axis, listed in physical order. */
export function toPhysical<T>(values: readonly T[], order: Order): T[] {
  return order.map((axis) => values[axis] as T);
}

/** `values` per physical axis, listed in logical order. */
export function toLogical<T>(values: readonly T[], order: Order): T[] {
  const logical = new Array<T>(order.length);
  order.forEach((axis, k) => (logical[axis] = values[k] as T));
  return logical;
}

/** The physical axis that holds a logical axis (which may be negative, counted from the end). */
export function physicalAxis(order: Order, logical: number): number {
  return order.indexOf(logical < 0 ? logical + order.length : logical);
}

/** The permutation that a Transpose needs to bring `from` into `to`. */
export function permutation(from: Order, to: Order): number[] {
  return to.map((axis) => from.indexOf(axis));
}

/** Channels-first for pictures (rank 4), as TF.js has it otherwise. */
export function preferred(rank: number): Order {
  return rank === 4 ? CHANNELS_FIRST : identity(rank);
}

/** `order` without some logical axes, the others renumbered. */
export function dropAxes(order: Order, dropped: readonly number[]): Order {
  return order
    .filter((axis) => !dropped.includes(axis))
    .map((axis) => axis - dropped.filter((gone) => gone < axis).length);
}

/** Moves the elements of an array of shape `shape` so that physical axis k becomes axis permutation[k]. */
export function transposeData(data: Data, shape: readonly number[], axes: readonly number[]): Data {
  const strides = shape.map((_, k) => shape.slice(k + 1).reduce((product, n) => product * n, 1));
  const outShape = toPhysical(shape, axes);
  const outStrides = toPhysical(strides, axes);
  const out = data.slice();
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from] as number;
    for (let k = shape.length - 1; k >= 0; k--) {
      index[k] = (index[k] as number) + 1;
      from += outStrides[k] as number;
      if ((index[k] as number) < (outShape[k] as number)) break;
      from -= (outStrides[k] as number) * (outShape[k] as number);
      index[k] = 0;
    }
  }
  return out;
}
