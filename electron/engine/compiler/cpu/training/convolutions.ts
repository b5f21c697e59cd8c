// Convolutions of blocked pictures with computed filters, and their two gradients.
import { concreteShape, type Node, type Value } from '../../graph.ts';
import { type Pair, unreached, type Window, windowOf } from '../../passes/lower.ts';
import { type Blocks, type Kind } from './blocks.ts';
import { filterGradientProduct, inputGradientProduct, padded, product } from './products.ts';

/** y = x ∗ filter + bias; `undefined` if the channels do not fit into blocks. */
export function forward(b: Blocks, node: Node, [x, filter, bias]: readonly (Value | null)[]): Value | undefined {
  const [y] = node.outputs;
  if (!x || !filter || !y || (node.attributes['group'] ?? 1) !== 1) return undefined;
  const shape = concreteShape(filter);
  const [o = 1, i = 1] = shape;
  if (o < b.block) return narrow(b, windowOf(node), x, filter, bias, y);
  if (!b.fits(shape, 'filter')) return undefined;
  if (b.twin(filter)?.kind === 'matrix') return product(b, windowOf(node), x, filter, bias, y);
  const input = i < b.block ? x : b.blocked(x, 'picture');
  const offsets = bias ? [b.view(bias, [o])] : [];
  const { group: _, ...attributes } = node.attributes;
  return b.note(
    b.op('Conv', [input, b.blocked(filter, 'filter'), ...offsets], attributes, concreteShape(y)),
    'picture',
  );
}

/**
 * Fewer output channels than a block, stride 1. Computed as a block, most of it would be thrown away; so each column of the
 * filter becomes an output channel of its own, and the columns' results are added up where they belong.
 */
function narrow(
  b: Blocks,
  window: Window,
  x: Value,
  filter: Value,
  bias: Value | null | undefined,
  y: Value,
): Value | undefined {
  const [o = 1, i = 1, kh = 1, kw = 1] = concreteShape(filter);
  const [n = 1, , oh = 1, ow = 1] = concreteShape(y);
  const [, , , w = 1] = concreteShape(x);
  const { strides, dilations, before, after } = window;
  if (kw === 1 || i % b.block !== 0 || String([strides, dilations]) !== '1,1,1,1' || ow < kw) return undefined;
  const columns = b.view(b.transpose(filter, [0, 3, 1, 2]), [o * kw, i, kh, 1]);
  const wide = Math.ceil((o * kw) / b.block) * b.block;
  const spare = [wide - o * kw, i, kh, 1];
  const zeros = b.out.constant(new Float32Array(spare.reduce((a, size) => a * size, 1)), spare);
  const full = wide === o * kw ? columns : b.float('Concat', [columns, zeros], { axis: 0 }, [wide, i, kh, 1]);
  const attributes = { kernel_shape: [kh, 1], pads: [before[0], 0, after[0], 0] };
  const apart = b.op('Conv', [b.blocked(x, 'picture'), b.blocked(full, 'filter')], attributes, [n, wide, oh, w]);
  const plain = b.op('ReorderOutput', [apart], { channels: o * kw }, [n, o * kw, oh, w]);
  const framed = padded(b, plain, 2, [0, before[1]], [0, after[1]]);
  const split = b.view(framed, [n, o, kw, oh, w + before[1] + after[1]]);
  const parts = Array.from({ length: kw }, (_, j) => {
    const inputs = [
      [j, j],
      [j + 1, j + ow],
      [2, 4],
    ].map((ints) => b.out.ints(ints));
    return b.float('Slice', [split, ...inputs], {}, [n, o, 1, oh, ow]);
  });
  const sum = b.view(b.float('Sum', parts, {}, [n, o, 1, oh, ow]), [n, o, oh, ow]);
  return bias ? b.float('Add', [sum, b.view(bias, [1, o, 1, 1])], {}, [n, o, oh, ow]) : sum;
}

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
  if (row.taps === 1 && column.taps === 1 && String(cut) === String(shape)) return turned;
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

/** Σ over pictures and pixels of what each tap saw times dy; `kind`: how it shall lie. */
export function filterGradient(
  b: Blocks,
  node: Node,
  [x, dy]: readonly (Value | null)[],
  kind: Kind | undefined,
): Value | undefined {
  const [result] = node.outputs;
  if (!x || !dy || !result) return undefined;
  const shape = concreteShape(result);
  const [n = 1] = concreteShape(dy);
  const [o = 1, i = 1] = shape;
  const window = windowOf(node);
  // As a convolution it has the pictures as channels, which have to be fewer than a block.
  const many = n >= b.block;
  if (kind === 'matrix' || (kind && i >= b.block && many)) return filterGradientProduct(b, window, x, dy, shape);
  if (many) return undefined;
  if (kind === 'filter') return b.note(asConvolution(b, window, x, dy, shape), 'filter');
  if (i % b.block === 0 && o < b.block && String(window.strides) === '1,1') return swapped(b, window, x, dy, shape);
  return undefined;
}

/** The padding that makes a picture [n,c,h,w] exactly what the window reaches; negative where it does not reach the edge. */
function reach(window: Window, x: Value, [oh, ow]: Pair): { before: Pair; after: Pair } {
  const [, , h = 1, w = 1] = concreteShape(x);
  const { before, after } = window;
  return { before, after: [after[0] - unreached(h, oh, window, 0), after[1] - unreached(w, ow, window, 1)] };
}

/** x's channels as pictures, its pictures as (fewer than a block of) channels, and dy as the filter. */
function asConvolution(
  b: Blocks,
  window: Window,
  x: Value,
  dy: Value,
  [o = 1, i = 1, kh = 1, kw = 1]: number[],
): Value {
  const [n = 1, , oh = 1, ow = 1] = concreteShape(dy);
  const { block } = b;
  const { before, after } = reach(window, x, [oh, ow]);
  const pictures = b.transpose(padded(b, x, 2, before, after), [1, 0, 2, 3]); // [i,n,…]
  const blocks = b.view(b.blocked(dy, 'picture'), [n, o / block, oh * ow * block]);
  const filter = b.view(b.transpose(blocks, [1, 0, 2]), [o, n, oh, ow]); // [o/B][n][oh][ow][B]
  const attributes = { kernel_shape: [oh, ow], strides: window.dilations, dilations: window.strides };
  const taps = b.op('Conv', [pictures, filter], attributes, [i, o, kh, kw]); // [i][o/B][kh][kw][B]
  const inner = i < block ? 1 : block;
  const split = b.view(taps, [i / inner, inner, o / block, kh * kw, block]);
  return b.view(b.transpose(split, [2, 0, 3, 1, 4]), [o, i, kh, kw]);
}

/** Fewer output channels than a block, stride 1: dy's channels as pictures and x as the filter; taps come out reversed. */
function swapped(
  b: Blocks,
  window: Window,
  x: Value,
  dy: Value,
  [o = 1, i = 1, kh = 1, kw = 1]: number[],
): Value | undefined {
  const [n = 1, , h = 1, w = 1] = concreteShape(x);
  if (n >= b.block || String(window.dilations) !== '1,1') return undefined;
  const { block } = b;
  const [before, after] = [window.before, window.after].map(
    (pads) => [kh - 1 - (pads[0] ?? 0), kw - 1 - (pads[1] ?? 0)] as const,
  );
  if (!before || !after) return undefined;
  // t' = k − 1 − t sees dy[p + t' − (k − 1 − pad)]: enough zeros around dy that x lies in it k times.
  const pictures = b.transpose(padded(b, dy, 2, before, after), [1, 0, 2, 3]);
  const blocks = b.view(b.blocked(x, 'picture'), [n, i / block, h * w * block]);
  const filter = b.view(b.transpose(blocks, [1, 0, 2]), [i, n, h, w]);
  const taps = b.op('Conv', [pictures, filter], { kernel_shape: [h, w] }, [o, i, kh, kw]); // [o][i/B][kh][kw][B]
  const plain = b.op('ReorderOutput', [taps], { channels: i }, [o, i, kh, kw]);
  const inputs = [
    [-1, -1],
    [-(2 ** 31), -(2 ** 31)],
    [2, 3],
    [-1, -1],
  ].map((ints) => b.out.ints(ints));
  return b.float('Slice', [plain, ...inputs], {}, [o, i, kh, kw]);
}
