// The gradient of a blocked convolution with respect to its filter, as a convolution with dy or x as the filter, or as a product.
import { concreteShape, type Node, type Value } from '../../graph.ts';
import { exactPadding, isAll, type Window, windowOf } from '../../passes/lower.ts';
import { type Blocks, type Kind } from './blocks.ts';
import { filterGradientProduct, padded } from './products.ts';

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
  if (i % b.block === 0 && o < b.block && isAll(window.strides, 1)) return swapped(b, window, x, dy, shape);
  return undefined;
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
  const { before, after } = exactPadding(window, x, [oh, ow]);
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
  if (!isAll(window.dilations, 1)) return undefined;
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
