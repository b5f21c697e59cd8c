// Moving elements without computing: reshape, transpose, slice, reverse, concatenate, repeat.
import * as tf from '@tensorflow/tfjs';
import { identity, isIdentity, physicalAxis, preferred, toPhysical } from '../layout.ts';
import { dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { commonOrder, compact, expand } from './broadcast.ts';
import { type Kernel, kernel, kernelOfMany } from './kernel.ts';

type Group = { from: number[]; to: number[] };

/** Runs of axes of two shapes with equal products: [2,6,5] → [2,2,3,5] gives {0→0}, {1→1,2}, {2→3}. */
function reshapeGroups(from: readonly number[], to: readonly number[]): Group[] {
  const groups: Group[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    const group: Group = { from: [i], to: [j] };
    let [a, b] = [from[i++] as number, to[j++] as number];
    while (a !== b) {
      if (a < b) {
        group.from.push(i);
        a *= from[i++] as number;
      } else {
        group.to.push(j);
        b *= to[j++] as number;
      }
    }
    groups.push(group);
  }
  // What is left on either side are ones.
  while (i < from.length) groups.at(-1)?.from.push(i++);
  while (j < to.length) groups.at(-1)?.to.push(j++);
  return groups;
}

/**
 * A reshape that respects how axes lie in memory. Splitting an axis keeps the layout; merging axes first brings them side
 * by side, pictures (rank 4) channels-first. So `reshape → transpose → reshape`, the pixel shuffle, is one Transpose.
 */
export function reshape(t: Tracer, x: Sym, shape: readonly number[]): Sym {
  const small = compact(x);
  if (rankOf(small) === 0 && small !== x) return expand(t, small, shape);
  const from = shapeOf(x);
  if (isIdentity(x.order) || from.includes(0) || shape.length === 0)
    return t.view(t.logical(x), shape, identity(shape.length));
  const groups = reshapeGroups(from, shape);
  const merges = groups.some((group) => group.from.length > 1);
  const groupOrder = merges
    ? groupsInOrder(groups, preferred(shape.length))
    : x.order.map((axis) => groups.findIndex((group) => group.from.includes(axis)));
  const arranged = t.inOrder(
    x,
    groupOrder.flatMap((g) => groups[g]?.from ?? []),
  );
  const order = groupOrder.flatMap((g) => groups[g]?.to ?? []);
  return t.view(arranged, toPhysical(shape, order), order);
}

/** A transpose: new axis k is old axis axes[k]. Costs nothing, only the meaning of the axes changes. */
export function relabel(x: Sym, axes: readonly number[]): Sym {
  return { value: x.value, order: x.order.map((axis) => axes.indexOf(axis)) };
}

/** The groups as their first new axes appear in `order`. */
function groupsInOrder(groups: readonly { to: number[] }[], order: readonly number[]): number[] {
  const rank = (g: number) => order.indexOf(groups[g]?.to[0] ?? 0);
  return groups.map((_, g) => g).sort((a, b) => rank(a) - rank(b));
}

/** Along one axis, half-open [begin, end) with a step; negative steps walk backwards from begin. */
type Range = { axis: number; begin: number; end: number; step: number };

/** x[begin:end:step] on some logical axes → Slice. */
export function slice(t: Tracer, x: Sym, ranges: readonly Range[]): Sym {
  const full = shapeOf(x);
  const needed = ranges.filter((r) => r.step !== 1 || r.begin !== 0 || r.end !== full[r.axis]);
  if (needed.length === 0) return x;
  const shape = full.map((size, axis) => {
    const range = needed.find((r) => r.axis === axis);
    return range ? Math.max(0, Math.ceil((range.end - range.begin) / range.step)) : size;
  });
  const ints = (values: number[]) => t.graph.ints(values);
  // ONNX reads −1 as the last element; "one before the first" is any number below −size.
  const ends = needed.map((r) => (r.step < 0 && r.end < 0 ? -(2 ** 31) : r.end));
  const axes = needed.map((r) => physicalAxis(x.order, r.axis));
  const parameters = [ints(needed.map((r) => r.begin)), ints(ends), ints(axes), ints(needed.map((r) => r.step))];
  return t.emit('Slice', [x.value, ...parameters], {}, { shape, dtype: dtypeOf(x), order: x.order });
}

export function concat(t: Tracer, parts: readonly Sym[], axis: number): Sym {
  const present = parts.filter((x) => shapeOf(x)[axis] !== 0);
  const first = present[0] ?? parts[0];
  if (!first) throw new Error('concat of nothing');
  if (present.length <= 1) return first;
  const order = commonOrder(present, rankOf(first));
  const shape = shapeOf(first).map((size, k) =>
    k === axis ? present.reduce((sum, x) => sum + (shapeOf(x)[axis] ?? 0), 0) : size,
  );
  const values = present.map((x) => t.inOrder(x, order).value);
  return t.emit('Concat', values, { axis: physicalAxis(order, axis) }, { shape, dtype: dtypeOf(first), order });
}

function reverse(t: Tracer, x: Sym, axes: readonly number[]): Sym {
  const shape = shapeOf(x);
  return slice(
    t,
    x,
    axes.map((axis) => ({ axis, begin: (shape[axis] ?? 0) - 1, end: -1, step: -1 })),
  );
}

/** The graph's own strided slice, with the masks of Python's slice syntax resolved by TF.js. */
function stridedSlice(t: Tracer, x: Sym, a: tf.StridedSliceAttrs): Sym {
  const { finalShape, begin, end, strides } = tf.slice_util.sliceInfo(
    shapeOf(x),
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  );
  const ranges = begin.map((from, axis) => ({ axis, begin: from, end: end[axis] ?? 0, step: strides[axis] ?? 1 }));
  return reshape(t, slice(t, x, ranges), finalShape);
}

/** Repeats the whole → Tile, or Expand where only single elements are repeated. */
function tile(t: Tracer, x: Sym, reps: readonly number[]): Sym {
  const shape = shapeOf(x).map((size, axis) => size * (reps[axis] ?? 1));
  if (shapeOf(x).every((size, axis) => size === 1 || reps[axis] === 1)) return expand(t, x, shape);
  const repeats = t.graph.ints(toPhysical(reps, x.order));
  return t.emit('Tile', [x.value, repeats], {}, { shape, dtype: dtypeOf(x), order: x.order });
}

const list = (value: number | number[]): number[] => (typeof value === 'number' ? [value] : value);
const insertAxis = (shape: number[], axis: number): number[] => [...shape.slice(0, axis), 1, ...shape.slice(axis)];
const removeAxis = (shape: number[], axis: number): number[] => shape.filter((_, k) => k !== axis);

export const shape: Kernel[] = [
  kernel<tf.ReshapeInputs, tf.ReshapeAttrs>(tf.Reshape, (t, { x }, { shape }) =>
    reshape(t, x, tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape(shapeOf(x)))),
  ),
  kernel<tf.ExpandDimsInputs, tf.ExpandDimsAttrs>(tf.ExpandDims, (t, { input }, { dim }) =>
    reshape(t, input, insertAxis(shapeOf(input), dim < 0 ? dim + rankOf(input) + 1 : dim)),
  ),
  kernel<tf.TransposeInputs, tf.TransposeAttrs>(tf.Transpose, (_, { x }, { perm }) => relabel(x, perm)),
  kernel<tf.SliceInputs, Partial<tf.SliceAttrs>>(tf.Slice, (t, { x }, { begin = 0, size }) => {
    const full = shapeOf(x);
    const from = list(begin);
    const ranges = list(size ?? full.map(() => -1)).map((length, axis) => {
      const start = from[axis] ?? 0;
      return { axis, begin: start, end: length === -1 ? (full[axis] ?? 0) : start + length, step: 1 };
    });
    return slice(t, x, ranges);
  }),
  kernel<tf.StridedSliceInputs, tf.StridedSliceAttrs>(tf.StridedSlice, (t, { x }, attrs) => stridedSlice(t, x, attrs)),
  kernel<tf.ReverseInputs, tf.ReverseAttrs>(tf.Reverse, (t, { x }, { dims }) =>
    reverse(t, x, tf.util.parseAxisParam(dims, shapeOf(x))),
  ),
  // Pictures [n,h,w,c] mirrored left to right.
  kernel<tf.FlipLeftRightInputs>(tf.FlipLeftRight, (t, { image }) => reverse(t, image, [2])),
  kernelOfMany<tf.ConcatAttrs>(tf.Concat, (t, parts, { axis }) =>
    concat(t, parts, axis < 0 ? axis + rankOf(parts[0] as Sym) : axis),
  ),
  kernelOfMany<tf.PackAttrs>(tf.Pack, (t, parts, { axis }) => {
    const at = axis < 0 ? axis + rankOf(parts[0] as Sym) + 1 : axis;
    return concat(
      t,
      parts.map((x) => reshape(t, x, insertAxis(shapeOf(x), at))),
      at,
    );
  }),
  kernel<tf.UnpackInputs, tf.UnpackAttrs>(tf.Unpack, (t, { value }, { axis }) => {
    const at = axis < 0 ? axis + rankOf(value) : axis;
    const shape = shapeOf(value);
    return Array.from({ length: shape[at] ?? 0 }, (_, k) =>
      reshape(t, slice(t, value, [{ axis: at, begin: k, end: k + 1, step: 1 }]), removeAxis(shape, at)),
    );
  }),
  kernel<tf.SplitVInputs, tf.SplitVAttrs>(tf.SplitV, (t, { x }, { numOrSizeSplits, axis }) => {
    const at = axis < 0 ? axis + rankOf(x) : axis;
    let begin = 0;
    return tf.backend_util
      .prepareSplitSize({ shape: shapeOf(x) } as tf.Tensor, numOrSizeSplits, at)
      .map((size) => slice(t, x, [{ axis: at, begin, end: (begin += size), step: 1 }]));
  }),
  kernel<tf.TileInputs, tf.TileAttrs>(tf.Tile, (t, { x }, { reps }) => tile(t, x, reps)),
];
