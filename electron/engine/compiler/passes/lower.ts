// The portable form of convolution gradients, in standard operators that every device has.
import { concreteShape, FILTER_GRADIENT, type Graph, INPUT_GRADIENT, type Node, OURS, type Value } from '../graph.ts';
import { rewrite } from './rewrite.ts';

/** With fewer input channels than this the products of im2col are too narrow to pay for it. */
const FEW_CHANNELS = 4;

/** What a convolution gradient needs to know, from the attributes of its node. */
export type Window = { kernel: Pair; strides: Pair; dilations: Pair; before: Pair; after: Pair };
export type Pair = readonly [h: number, w: number];

export function isAll([down, across]: Pair, value: number): boolean {
  return down === value && across === value;
}

export function windowOf({ attributes }: Node): Window {
  const list = (name: string) => attributes[name] as readonly number[];
  const pair = (name: string): Pair => [list(name)[0] ?? 1, list(name)[1] ?? 1];
  const [top = 0, left = 0, bottom = 0, right = 0] = list('pads');
  return {
    kernel: pair('kernel_shape'),
    strides: pair('strides'),
    dilations: pair('dilations'),
    before: [top, left],
    after: [bottom, right],
  };
}

export function lower(graph: Graph): Graph {
  return rewrite(graph, (node, [a, b], out) => {
    if (node.domain !== OURS || !a || !b) return undefined;
    const [result] = node.outputs;
    if (node.op === INPUT_GRADIENT) return convTranspose(out, node, a, b, result as Value);
    if (node.op !== FILTER_GRADIENT) throw new Error(`${node.op} cannot be lowered`);
    const narrow = (concreteShape(a)[1] ?? 0) <= FEW_CHANNELS;
    return (narrow ? swappedConvolution : im2colProduct)(out, windowOf(node), a, b, concreteShape(result as Value));
  });
}

/** What the forward convolution did not reach at the far edge when its stride did not divide the input. */
export function unreached(size: number, outputs: number, window: Window, axis: 0 | 1): number {
  const { kernel, strides, dilations, before, after } = window;
  const reach = (outputs - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
  return size + before[axis] + after[axis] - reach;
}

function convTranspose(out: Graph, node: Node, dy: Value, filter: Value, x: Value): Value {
  const window = windowOf(node);
  const [, , h = 0, w = 0] = concreteShape(x);
  const [, , oh = 0, ow = 0] = concreteShape(dy);
  const output_padding = [unreached(h, oh, window, 0), unreached(w, ow, window, 1)];
  return out.node('ConvTranspose', [dy, filter], { ...node.attributes, output_padding }, x);
}

/** The padding that makes a picture [n,c,h,w] exactly what a window reaches; negative where it does not reach the edge. */
export function exactPadding(window: Window, x: Value, [oh, ow]: Pair): { before: Pair; after: Pair } {
  const [, , h = 1, w = 1] = concreteShape(x);
  const { before, after } = window;
  return { before, after: [after[0] - unreached(h, oh, window, 0), after[1] - unreached(w, ow, window, 1)] };
}

/** What each tap sees of a picture with exact padding: rows and columns from `starts` to before `ends` in steps of the strides. */
export function tapRanges({ kernel, strides, dilations }: Window, [oh, ow]: Pair): { starts: Pair; ends: Pair }[] {
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const starts: Pair = [Math.floor(tap / kernel[1]) * dilations[0], (tap % kernel[1]) * dilations[1]];
    return { starts, ends: [starts[0] + (oh - 1) * strides[0] + 1, starts[1] + (ow - 1) * strides[1] + 1] };
  });
}

/** x with the padding of the convolution around it, cut to what the convolution reached: [n,c,(oh−1)·s+(k−1)·d+1,…]. */
function reached(out: Graph, x: Value, window: Window, [oh, ow]: Pair): Value {
  const [n = 1, c = 1, h = 0, w = 0] = concreteShape(x);
  const { before, after } = exactPadding(window, x, [oh, ow]);
  const pads = [0, 0, ...before, 0, 0, ...after];
  if (pads.every((pad) => pad === 0)) return x;
  const shape = [n, c, h + before[0] + after[0], w + before[1] + after[1]];
  return out.node('Pad', [x, out.ints(pads)], { mode: 'constant' }, { dtype: 'float32', shape });
}

/** dW = dy · im2col(x)ᵀ: [o, p]·[p, i·kh·kw], summed over the pictures. */
function im2colProduct(out: Graph, window: Window, x: Value, dy: Value, shape: number[]): Value {
  const [n = 1, c = 1] = concreteShape(x);
  const [, o = 1, oh = 1, ow = 1] = concreteShape(dy);
  const padded = reached(out, x, window, [oh, ow]);
  const taps = tapRanges(window, [oh, ow]).map(({ starts, ends }) => {
    const ranges = [starts, ends, [2, 3], window.strides].map((ints) => out.ints(ints));
    const tap = out.node('Slice', [padded, ...ranges], {}, { dtype: 'float32', shape: [n, c, oh, ow] });
    return view(out, tap, [n, c, 1, oh * ow]);
  });
  const [count, pixels] = [taps.length, oh * ow];
  const columns = out.node('Concat', taps, { axis: 2 }, { dtype: 'float32', shape: [n, c, count, pixels] });
  const type = { dtype: 'float32' as const, shape: [o, c * count] };
  let sum: Value | undefined;
  for (let k = 0; k < n; k++) {
    const a = view(out, picture(out, dy, k), [o, pixels]);
    const b = view(out, picture(out, columns, k), [c * count, pixels]);
    sum = out.node('Gemm', [a, b, ...(sum ? [sum] : [])], { transB: 1 }, type);
  }
  if (!sum) throw new Error('a convolution of no pictures');
  return view(out, sum, shape);
}

/** dW as a convolution with x's channels as pictures, the pictures as channels, and dy as the filter. */
function swappedConvolution(out: Graph, window: Window, x: Value, dy: Value, shape: number[]): Value {
  const [o = 1, c = 1, kh = 1, kw = 1] = shape;
  const [, , oh = 1, ow = 1] = concreteShape(dy);
  const padded = swapFirst(out, reached(out, x, window, [oh, ow]));
  const attributes = {
    kernel_shape: [oh, ow],
    strides: window.dilations,
    dilations: window.strides,
    pads: [0, 0, 0, 0],
  };
  const type = { dtype: 'float32' as const, shape: [c, o, kh, kw] };
  return swapFirst(out, out.node('Conv', [padded, swapFirst(out, dy)], attributes, type));
}

function swapFirst(out: Graph, x: Value): Value {
  const [a = 1, b = 1, ...rest] = concreteShape(x);
  const shape = [b, a, ...rest];
  if (a === 1 || b === 1) return view(out, x, shape);
  return out.node('Transpose', [x], { perm: [1, 0, 2, 3] }, { dtype: 'float32', shape });
}

/** x[k], its first axis kept. */
function picture(out: Graph, x: Value, k: number): Value {
  const [n, ...rest] = concreteShape(x);
  if (n === 1) return x;
  const inputs = [x, out.ints([k]), out.ints([k + 1]), out.ints([0])];
  return out.node('Slice', inputs, {}, { dtype: 'float32', shape: [1, ...rest] });
}

export function view(out: Graph, x: Value, shape: readonly number[]): Value {
  return out.node('Reshape', [x, out.ints(shape)], {}, { dtype: x.dtype, shape });
}
