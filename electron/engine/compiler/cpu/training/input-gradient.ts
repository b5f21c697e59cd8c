// The gradient of a blocked convolution with respect to its input; also transposed convolutions.
import { concreteShape, type Node, sameShape, type Value } from '../../graph.ts';
import { type Window, windowOf } from '../../passes/lower.ts';
import { type Blocks } from './blocks.ts';
import { inputGradientProduct } from './products.ts';

/** One of the interleaved parts of an input gradient along an axis: a convolution of dy with every stride-th tap, reversed. */
type Phase = { first: number; taps: number; before: number; after: number };

/**
 * dx[s·q + a] = Σ_t w[t]·dy[(s·q + a + p − t)/s] over the taps t = t₀, t₀ + s, … that divide: a convolution of dy for each a.
 * `undefined` if a phase has no taps or reaches outside of what padding can express.
 */
function phasesOf(window: Window, axis: 0 | 1, size: number, outputs: number): Phase[] | undefined {
  const [stride, kernel, before] = [window.strides[axis], window.kernel[axis], window.before[axis]];
  if (size % stride !== 0 || window.dilations[axis] !== 1) return undefined;
  const phases = Array.from({ length: stride }, (_, a) => {
    const first = (a + before) % stride;
    const taps = Math.ceil((kernel - first) / stride);
    const left = taps - 1 - (a + before - first) / stride;
    return { first, taps, before: left, after: size / stride - outputs - left + taps - 1 };
  });
  return phases.every(({ taps, before, after }) => taps > 0 && before >= 0 && after >= 0) ? phases : undefined;
}

/** dx from dy and the filter, each phase of the stride a convolution of its own. */
export function inputGradient(b: Blocks, node: Node, [dy, filter]: readonly (Value | null)[]): Value | undefined {
  const [dx] = node.outputs;
  if (!dy || !filter || !dx) return undefined;
  const window = windowOf(node);
  if (b.twin(filter)?.kind === 'matrix') {
    const gradient = inputGradientProduct(b, window, dy, filter, dx);
    if (gradient) return gradient;
  }
  const [n = 1, i = 1, h = 1, w = 1] = concreteShape(dx);
  const [, o = 1, oh = 1, ow = 1] = concreteShape(dy);
  const [rows, columns] = [phasesOf(window, 0, h, oh), phasesOf(window, 1, w, ow)];
  const few = o < b.block;
  if (!rows || !columns || i % b.block !== 0 || (!few && o % b.block !== 0)) return undefined;
  const input = few ? dy : b.blocked(dy, 'picture');
  const turned = few ? turnedPlain(b, filter) : turnedBlocked(b, filter);
  const [sh, sw] = window.strides;
  const [qh, qw] = [h / sh, w / sw];
  const lanes = [n, i / b.block];
  const parts = rows.map((row) => {
    const line = columns.map((column) => {
      const taps = everyTap(b, turned, window, row, column);
      const attributes = {
        kernel_shape: [row.taps, column.taps],
        pads: [row.before, column.before, row.after, column.after],
      };
      return b.op('Conv', [input, b.view(taps, [i, o, row.taps, column.taps])], attributes, [n, i, qh, qw]);
    });
    return interleave(b, line, [...lanes, qh, qw, 1, b.block], 4);
  });
  return b.note(b.view(interleave(b, parts, [...lanes, qh, 1, w * b.block], 3), [n, i, h, w]), 'picture');
}

/** Filters with input and output exchanged, their taps as axes 2 and 3 still in their order: [i/B, o/B, kh, kw, B of o, B of i]. */
function turnedBlocked(b: Blocks, filter: Value): Value {
  const [o = 1, i = 1, kh = 1, kw = 1] = concreteShape(filter);
  const { block } = b;
  // Two fast transposes, of a matrix and of whole blocks, in the place of one that is slow.
  const rows = b.view(b.blocked(filter, 'filter'), [(o / block) * i * kh * kw, block]);
  const turned = b.view(b.transpose(rows, [1, 0]), [block, o / block, i / block, kh, kw, block]);
  return b.transpose(turned, [2, 1, 3, 4, 0, 5]);
}

/** The same for fewer outputs than a block, which dy then has as plain channels: [i/B, o, kh, kw, 1, B of i]. */
function turnedPlain(b: Blocks, filter: Value): Value {
  const [o = 1, i = 1, kh = 1, kw = 1] = concreteShape(filter);
  const split = b.view(filter, [o, i / b.block, b.block, kh, kw, 1]);
  return b.transpose(split, [1, 0, 3, 4, 5, 2]);
}

/** Of a turned filter, the taps of one phase in reversed order. */
function everyTap(b: Blocks, turned: Value, { strides }: Window, row: Phase, column: Phase): Value {
  const shape = concreteShape(turned);
  const last = ({ first, taps }: Phase, stride: number) => first + (taps - 1) * stride;
  const starts = [last(row, strides[0]), last(column, strides[1])];
  // One before the first tap of all, in ONNX's counting from the end, is any number below −size.
  const ends = [row.first - strides[0], column.first - strides[1]].map((end) => (end < 0 ? -(2 ** 31) : end));
  const steps = strides.map((stride) => -stride);
  const inputs = [turned, ...[starts, ends, [2, 3], steps].map((ints) => b.out.ints(ints))];
  const cut = [...shape.slice(0, 2), row.taps, column.taps, ...shape.slice(4)];
  if (row.taps === 1 && column.taps === 1 && sameShape(cut, shape)) return turned;
  return b.float('Slice', inputs, {}, cut);
}

/** Parts of equal size side by side along `axis`, which has size 1 in `shape`. */
function interleave(b: Blocks, parts: readonly Value[], shape: readonly number[], axis: number): Value {
  const views = parts.map((part) => b.view(part, shape));
  const [only] = views;
  if (views.length === 1 && only) return only;
  const whole = shape.map((size, k) => (k === axis ? views.length : size));
  return b.float('Concat', views, { axis }, whole);
}
