// Convolutions of blocked pictures with computed filters.
import { concreteShape, type Node, type Value } from '../../graph.ts';
import { isAll, type Window, windowOf } from '../../passes/lower.ts';
import { type Blocks } from './blocks.ts';
import { padded, product } from './products.ts';

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
  const attributes = Object.fromEntries(Object.entries(node.attributes).filter(([name]) => name !== 'group'));
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
  if (kw === 1 || i % b.block !== 0 || !isAll(strides, 1) || !isAll(dilations, 1) || ow < kw) return undefined;
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
