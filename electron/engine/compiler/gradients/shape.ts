// Gradients of moving elements: they move back. TF.js lacks most of these, or has them wrong (mirrored padding) or slow (tile).
import * as tf from '@tensorflow/tfjs';
import { gradient } from './gradient.ts';

/** Along one axis `step − 1` zeros between neighbours: [a b c] → [a 0 b 0 c]. */
export function spaced(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  if (step === 1) return x;
  const size = x.shape[axis] ?? 1;
  const apart = tf.expandDims(x, axis + 1); // […, n, 1, …]
  const cells = padded(apart, axis + 1, 0, step - 1); // […, n, step, …]
  const merged = [...x.shape.slice(0, axis), size * step, ...x.shape.slice(axis + 1)];
  return part(tf.reshape(cells, merged), axis, 0, (size - 1) * step + 1);
}

/** x[…, begin:end, …] */
export function part(x: tf.Tensor, axis: number, begin: number, end: number): tf.Tensor {
  const at = (value: number, other: number) => x.shape.map((_, k) => (k === axis ? value : other));
  return tf.slice(x, at(begin, 0), at(end - begin, -1));
}

/** Zeros before and after along one axis. */
export function padded(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
  return tf.pad(
    x,
    x.shape.map((_, k): [number, number] => (k === axis ? [before, after] : [0, 0])),
  );
}

/** dx of y = x[begin:end:stride, …]: dy with its axes back, spread out and put in its place. */
function stridedSliceGradient(dy: tf.Tensor, x: tf.Tensor, a: tf.StridedSliceAttrs): tf.Tensor {
  const info = tf.slice_util.sliceInfo(
    x.shape,
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  );
  const axes = x.shape.map((size, axis) => {
    const [step, begin] = [info.strides[axis] ?? 1, info.begin[axis] ?? 0];
    const count = Math.max(0, Math.ceil(((info.end[axis] ?? size) - begin) / step));
    return { size, axis, step, begin, count };
  });
  let dx = tf.reshape(
    dy,
    axes.map(({ count }) => count),
  );
  for (const { size, axis, step, begin, count } of axes) {
    const reach = (count - 1) * Math.abs(step) + 1;
    const from = step > 0 ? begin : begin - reach + 1;
    const forward = step > 0 ? dx : tf.reverse(dx, axis);
    dx = padded(spaced(forward, axis, Math.abs(step)), axis, from, size - from - reach);
  }
  return dx;
}

/** dx of y = depthToSpace(x): every block back into channels. */
function spaceToDepth(dy: tf.Tensor, block: number): tf.Tensor {
  const [n = 1, h = 1, w = 1, c = 1] = dy.shape;
  const cells = tf.reshape(dy, [n, h / block, block, w / block, block, c]);
  return tf.reshape(tf.transpose(cells, [0, 1, 3, 2, 4, 5]), [n, h / block, w / block, c * block ** 2]);
}

/** dx of y = tile(x): the sum over copies. */
function tileGradient(dy: tf.Tensor, x: tf.Tensor, reps: readonly number[]): tf.Tensor {
  const apart = x.shape.flatMap((size, axis) => [reps[axis] ?? 1, size]);
  const copies = x.shape.map((_, axis) => 2 * axis);
  return x.rank === 0 ? tf.clone(dy) : tf.sum(tf.reshape(dy, apart), copies);
}

/** dy of one axis with its mirrored edges folded back; `edge` is 1 where the mirror leaves the outermost pixel out. */
function folded(dy: tf.Tensor, axis: number, before: number, after: number, edge: number): tf.Tensor {
  if (before === 0 && after === 0) return dy;
  const size = (dy.shape[axis] ?? 0) - before - after;
  const cut = (begin: number, end: number) => part(dy, axis, before + begin, before + end);
  const front = () => tf.reverse(cut(-before, 0), axis); // on pixels edge … edge + before
  const back = () => tf.reverse(cut(size, size + after), axis); // on pixels size − edge − after … size − edge
  if (edge + before > size - edge - after) {
    // Both mirrors reach the same pixels.
    const whole = cut(0, size);
    const one = before === 0 ? whole : tf.add(whole, padded(front(), axis, edge, size - edge - before));
    return after === 0 ? one : tf.add(one, padded(back(), axis, size - edge - after, edge));
  }
  const [left, right] = [edge + before, size - edge - after];
  const pieces = [
    ...(before === 0 ? [] : [cut(0, edge), tf.add(cut(edge, left), front())]),
    cut(before === 0 ? 0 : left, after === 0 ? size : right),
    ...(after === 0 ? [] : [tf.add(cut(right, size - edge), back()), cut(size - edge, size)]),
  ];
  return tf.concat(
    pieces.filter(({ size: count }) => count > 0),
    axis,
  );
}

function mirrorPadGradient(dy: tf.Tensor, { paddings, mode }: tf.MirrorPadAttrs): tf.Tensor {
  const edge = mode === 'reflect' ? 1 : 0;
  return paddings.reduce((dx, [before, after], axis) => folded(dx, axis, before, after, edge), tf.clone(dy));
}

export const shapes: tf.GradConfig[] = [
  gradient(tf.StridedSlice, ['x'], (dy, { x }, attrs: tf.StridedSliceAttrs) => ({
    x: () => stridedSliceGradient(dy, x, attrs),
  })),
  gradient(tf.DepthToSpace, [], (dy, _, { blockSize }: tf.DepthToSpaceAttrs) => ({
    x: () => spaceToDepth(dy, blockSize),
  })),
  gradient(tf.FlipLeftRight, [], (dy) => ({ image: () => tf.reverse(dy, 2) })),
  gradient(tf.Tile, ['x'], (dy, { x }, { reps }: tf.TileAttrs) => ({ x: () => tileGradient(dy, x, reps) })),
  gradient(tf.MirrorPad, [], (dy, _, attrs: tf.MirrorPadAttrs) => ({ x: () => mirrorPadGradient(dy, attrs) })),
];
