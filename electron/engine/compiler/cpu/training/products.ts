// Convolutions with few pixels and many channels, and their gradients, as products with the filter as one matrix.
//
// Deep layers have more weights than pixels. There the weights lie as TF.js has them, [kh·kw·i, o]: all three products read or
// write them in that order, and only pictures are rearranged, into patches with a pixel's surroundings in each row.
import { concreteShape, type Value } from '../../graph.ts';
import { exactPadding, type Pair, tapRanges, type Window } from '../../passes/lower.ts';
import { type Blocks, fitsFilter, type Kind } from './blocks.ts';

/** Up to this many pixels for each output channel the products are faster than blocked convolutions (`bench -- convolutions`). */
const PIXELS_PER_OUTPUT = 0.75;

/** How a filter [o,i,kh,kw] lies best that convolves to `pixels` pixels in all pictures; `undefined`: not in blocks. */
export function kindOf([o = 1, i = 1]: readonly number[], pixels: number, block: number): Kind | undefined {
  if (!fitsFilter([o, i], block)) return undefined;
  return i >= block && pixels <= PIXELS_PER_OUTPUT * o ? 'matrix' : 'filter';
}

/** y = patches(x)·W + bias: [n·oh·ow, kh·kw·i]·[kh·kw·i, o] */
export function product(
  b: Blocks,
  window: Window,
  x: Value,
  filter: Value,
  bias: Value | null | undefined,
  y: Value,
): Value {
  const [o = 1, i = 1, kh = 1, kw = 1] = concreteShape(filter);
  const [n = 1, , oh = 1, ow = 1] = concreteShape(y);
  const rows = patches(b, window, x, [oh, ow]);
  const inputs = [rows, b.view(b.blocked(filter, 'matrix'), [kh * kw * i, o]), ...(bias ? [b.view(bias, [o])] : [])];
  return fromRows(b, b.float('Gemm', inputs, {}, [n * oh * ow, o]), [n, oh, ow]);
}

/** dW = patches(x)ᵀ·dy: [kh·kw·i, n·oh·ow]·[n·oh·ow, o] */
export function filterGradientProduct(b: Blocks, window: Window, x: Value, dy: Value, shape: readonly number[]): Value {
  const [o = 1, i = 1, kh = 1, kw = 1] = shape;
  const [n = 1, , oh = 1, ow = 1] = concreteShape(dy);
  const rows = b.view(lastChannels(b, dy), [n * oh * ow, o]);
  const gradient = b.float('Gemm', [patches(b, window, x, [oh, ow]), rows], { transA: 1 }, [kh * kw * i, o]);
  return b.note(b.view(gradient, shape), 'matrix');
}

/** dx: what every pixel of dy sends to each tap, dy·Wᵀ, added up where it arrives. */
export function inputGradientProduct(
  b: Blocks,
  window: Window,
  dy: Value,
  filter: Value,
  dx: Value,
): Value | undefined {
  const [n = 1, i = 1, h = 1, w = 1] = concreteShape(dx);
  const [, o = 1, oh = 1, ow = 1] = concreteShape(dy);
  const { kernel, strides, dilations, before } = window;
  const [kh, kw] = kernel;
  if (h % strides[0] !== 0 || w % strides[1] !== 0 || dilations.some((dilation) => dilation !== 1)) return undefined;
  const size: Pair = [h / strides[0], w / strides[1]];
  const matrix = b.view(b.blocked(filter, 'matrix'), [kh * kw * i, o]);
  const sent = b.float('Gemm', [b.view(lastChannels(b, dy), [n * oh * ow, o]), matrix], { transB: 1 }, [
    n * oh * ow,
    kh * kw * i,
  ]);
  // Pixel s·q + a receives tap t from pixel q + (a + p − t)/s of dy.
  const from = (axis: 0 | 1, a: number, t: number) => (a + before[axis] - t) / strides[axis];
  const taps = (axis: 0 | 1, a: number) =>
    Array.from({ length: kernel[axis] }, (_, t) => t).filter((t) => Number.isInteger(from(axis, a, t)));
  const phases = (axis: 0 | 1) => Array.from({ length: strides[axis] }, (_, a) => a);
  const reach = ([0, 1] as const).map((axis) => {
    const starts = phases(axis).flatMap((a) => taps(axis, a).map((t) => from(axis, a, t)));
    const outputs = [oh, ow][axis] ?? 1;
    return { front: Math.max(0, -Math.min(...starts)), back: Math.max(0, Math.max(...starts) + size[axis] - outputs) };
  });
  if (phases(0).some((a) => taps(0, a).length === 0) || phases(1).some((a) => taps(1, a).length === 0))
    return undefined;
  const [rows, columns] = reach;
  if (!rows || !columns) return undefined;
  const framed = padded(
    b,
    b.view(sent, [n, oh, ow, kh * kw, i]),
    1,
    [rows.front, columns.front],
    [rows.back, columns.back],
  );
  const tap = (a: number, c: number, t: number, u: number): Value => {
    const [top, left] = [from(0, a, t) + rows.front, from(1, c, u) + columns.front];
    const at = t * kw + u;
    const inputs = [
      [top, left, at],
      [top + size[0], left + size[1], at + 1],
      [1, 2, 3],
    ].map((ints) => b.out.ints(ints));
    return b.float('Slice', [framed, ...inputs], {}, [n, ...size, 1, i]);
  };
  const lines = phases(0).map((a) => {
    const parts = phases(1).map((c) => {
      const all = taps(0, a).flatMap((t) => taps(1, c).map((u) => tap(a, c, t, u)));
      return all.length === 1 ? (all[0] as Value) : b.float('Sum', all, {}, [n, ...size, 1, i]);
    });
    const line =
      parts.length === 1 ? (parts[0] as Value) : b.float('Concat', parts, { axis: 3 }, [n, ...size, strides[1], i]);
    return b.view(line, [n, size[0], 1, w, i]);
  });
  const whole =
    lines.length === 1 ? (lines[0] as Value) : b.float('Concat', lines, { axis: 2 }, [n, size[0], strides[0], w, i]);
  return fromRows(b, whole, [n, h, w]);
}

/** The surroundings of each output pixel: [n·oh·ow, kh·kw·i]. */
function patches(b: Blocks, window: Window, x: Value, [oh, ow]: Pair): Value {
  const [n = 1, i = 1, h = 1, w = 1] = concreteShape(x);
  const { before, after } = exactPadding(window, x, [oh, ow]);
  const framed = padded(b, b.view(lastChannels(b, x), [n, h, w, i]), 1, before, after);
  const taps = tapRanges(window, [oh, ow]).map(({ starts, ends }) => {
    const ranges = [starts, ends, [1, 2], window.strides].map((ints) => b.out.ints(ints));
    return b.float('Slice', [framed, ...ranges], {}, [n, oh, ow, i]);
  });
  const row = taps.length * i;
  return b.view(b.float('Concat', taps, { axis: 3 }, [n, oh, ow, row]), [n * oh * ow, row]);
}

/** A picture with the channels of a pixel side by side: [n,h,w,c/B,B]. */
function lastChannels(b: Blocks, x: Value): Value {
  return b.transpose(b.spread(b.blocked(x, 'picture')), [0, 2, 3, 1, 4]);
}

/** Back from rows, one for each pixel. */
function fromRows(b: Blocks, rows: Value, [n, h, w]: readonly [number, number, number]): Value {
  const channels = concreteShape(rows).at(-1) ?? 1;
  const split = b.view(rows, [n, h, w, channels / b.block, b.block]);
  return b.note(b.gather(b.transpose(split, [0, 3, 1, 2, 4])), 'picture');
}

/** Rows and columns added (or taken away, if negative) around two axes, the first of which is `at`. */
export function padded(b: Blocks, x: Value, at: number, before: Pair, after: Pair): Value {
  if ([...before, ...after].every((pad) => pad === 0)) return x;
  const shape = concreteShape(x);
  const along = (pads: Pair) => shape.map((_, axis) => pads[axis - at] ?? 0);
  const pads = [...along(before), ...along(after)];
  const result = shape.map((size, axis) => size + (pads[axis] ?? 0) + (pads[axis + shape.length] ?? 0));
  return b.float('Pad', [x, b.out.ints(pads)], { mode: 'constant' }, result);
}
