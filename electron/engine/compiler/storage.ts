// How a variable's numbers lie in a session: some orders save the graph all transposes.
import { type Data } from './graph.ts';
import { FILTER, identity, toPhysical, transposeData } from './layout.ts';

/**
 * The logical array is read under the shape `split`, its axes put in the order `perm`, and the result called `shape`.
 * `split` is the logical shape itself, or has some axes cut in two.
 */
export type Storage = {
  readonly shape: readonly number[];
  readonly split: readonly number[];
  readonly perm: readonly number[];
};

/** Filters [h,w,in,out] (any rank 4) as ONNX has them, [out,in,h,w]; everything else as TF.js does. */
export function plainStorage(shape: readonly number[]): Storage {
  const perm = shape.length === 4 ? FILTER : identity(shape.length);
  return { shape: toPhysical(shape, perm), split: shape, perm };
}

/** A filter [h,w,in,out] in blocks, [out/B][in/B][h][w][B of in][B of out]; fewer input channels than a block stay unblocked. */
export function blockedStorage(shape: readonly number[], block: number): Storage {
  const [h = 1, w = 1, i = 1, o = 1] = shape;
  const inner = i < block ? 1 : block;
  return {
    shape: [o, i, h, w],
    split: [h, w, i / inner, inner, o / block, block],
    perm: [4, 2, 0, 1, 3, 5],
  };
}

/** A filter [h,w,in,out] as TF.js has it, a matrix of h·w·in rows, under the shape of the plain storage. */
export function matrixStorage(shape: readonly number[]): Storage {
  return { shape: toPhysical(shape, FILTER), split: shape, perm: identity(4) };
}

export function sameStorage(a: Storage, b: Storage): boolean {
  return String(a.split) === String(b.split) && String(a.perm) === String(b.perm);
}

/** Logical numbers → as stored. */
export function pack(data: Data, { split, perm }: Storage): Data {
  return transposeData(data, split, perm);
}

/** As stored → logical numbers. */
export function unpack(data: Data, { split, perm }: Storage): Data {
  const back = perm.map((_, axis) => perm.indexOf(axis));
  return transposeData(data, toPhysical(split, perm), back);
}
