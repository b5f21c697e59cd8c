// Operators that look at neighbourhoods or regions of blocked pictures: means, pooling, padding, enlarging, cutting, joining.
import { type Attribute, concreteShape, type Node, type Value } from '../../graph.ts';
import { repeatFactor } from '../subpixel.ts';
import { type Blocks } from './blocks.ts';

type Inputs = readonly (Value | null)[];
const ints = (value: Attribute | undefined) => (Array.isArray(value) ? (value as readonly number[]) : undefined);
const intsOf = (value: Value | null | undefined) =>
  value?.constant?.kind === 'ints' ? value.constant.ints.map(Number) : undefined;

/** Sums and means over whole pictures: [n,c,1,1] lies in blocks as it does without. */
export function overPixels(b: Blocks, node: Node, [x, axes]: Inputs): Value | undefined {
  const twin = b.twin(x);
  const [result] = node.outputs;
  if (twin?.kind !== 'picture' || !result || twin.value.dtype !== 'float32') return undefined;
  if (node.op !== 'ReduceSum' && node.op !== 'ReduceMean') return undefined;
  const over = (ints(node.attributes['axes']) ?? intsOf(axes) ?? []).join();
  if (over !== '2,3' && over !== '0,2,3') return undefined;
  const [n = 1, c = 1, h = 1, w = 1] = concreteShape(twin.value);
  let mean = b.op('GlobalAveragePool', [twin.value], {}, [n, c, 1, 1]);
  if (node.op === 'ReduceSum') mean = b.float('Mul', [mean, b.out.scalar(h * w)], {}, [n, c, 1, 1]);
  if (over === '0,2,3' && n > 1) {
    mean =
      node.op === 'ReduceSum'
        ? b.float('ReduceSum', [mean, b.out.ints([0])], { keepdims: 1 }, [1, c, 1, 1])
        : b.float('ReduceMean', [mean], { axes: [0], keepdims: 1 }, [1, c, 1, 1]);
  }
  return b.view(mean, concreteShape(result));
}

/** Padding of rows and columns, in all of ONNX's modes. */
export function pad(b: Blocks, node: Node, [x, pads, value]: Inputs): Value | undefined {
  const twin = b.twin(x);
  const amounts = intsOf(pads);
  const [result] = node.outputs;
  if (node.op !== 'Pad' || twin?.kind !== 'picture' || amounts?.length !== 8 || !result) return undefined;
  const [n0, c0, top = 0, left = 0, n1, c1, bottom = 0, right = 0] = amounts;
  if (n0 || c0 || n1 || c1) return undefined;
  const spread = b.spread(twin.value);
  const [n = 1, blocks = 1, h = 1, w = 1, block = 1] = concreteShape(spread);
  const inputs = [spread, b.out.ints([0, 0, top, left, 0, 0, 0, bottom, right, 0]), ...(value ? [value] : [])];
  const framed = b.float('Pad', inputs, node.attributes, [n, blocks, h + top + bottom, w + left + right, block]);
  return b.note(b.gather(framed), 'picture');
}

/** Pixels repeated by a whole factor. */
export function enlarge(b: Blocks, node: Node, [x]: Inputs): Value | undefined {
  const twin = b.twin(x);
  const factor = repeatFactor(node);
  const [result] = node.outputs;
  if (twin?.kind !== 'picture' || !factor || !result) return undefined;
  const attributes = { scales: [1, 1, factor, factor], mode: 'nearest' };
  return b.note(b.op('Upsample', [twin.value], attributes, concreteShape(result)), 'picture');
}

const POOLS = new Set(['MaxPool', 'AveragePool']);

export function pool(b: Blocks, node: Node, [x]: Inputs): Value | undefined {
  const twin = b.twin(x);
  const [result] = node.outputs;
  if (!POOLS.has(node.op) || node.outputs.length > 1 || twin?.kind !== 'picture' || !result) return undefined;
  return b.note(b.op(node.op, [twin.value], node.attributes, concreteShape(result)), 'picture');
}

/** Pictures or whole blocks of channels one after the other, rows and columns side by side. */
export function concat(b: Blocks, node: Node, inputs: Inputs): Value | undefined {
  const [result] = node.outputs;
  const axis = node.attributes['axis'];
  if (node.op !== 'Concat' || result?.shape?.length !== 4 || result.dtype !== 'float32' || typeof axis !== 'number')
    return undefined;
  const values = inputs.flatMap((value) => value ?? []);
  if (!values.some((value) => b.twin(value)?.kind === 'picture')) return undefined;
  if (!values.every((value) => b.fits(concreteShape(value), 'picture'))) return undefined;
  const parts = values.map((value) => b.spread(b.blocked(value, 'picture')));
  const [n = 1, c = 1, h = 1, w = 1] = concreteShape(result);
  return b.note(b.gather(b.float('Concat', parts, { axis }, [n, c / b.block, h, w, b.block])), 'picture');
}

/** A region of rows, columns, pictures, or whole blocks of channels. */
export function slice(b: Blocks, node: Node, [x, starts, ends, axes, steps]: Inputs): Value | undefined {
  const twin = b.twin(x);
  const [result] = node.outputs;
  const [from, to, along, by] = [starts, ends, axes, steps].map(intsOf);
  if (node.op !== 'Slice' || twin?.kind !== 'picture' || !result || !from || !to || !along || !by) return undefined;
  const channels = along.indexOf(1);
  const { block } = b;
  const whole = (list: readonly number[]) => list.map((value, k) => (k === channels ? value / block : value));
  if (channels >= 0) {
    const size = concreteShape(twin.value)[1] ?? 0;
    const [begin = 0, end = 0] = [from[channels], to[channels]];
    if (by[channels] !== 1 || begin % block !== 0 || end % block !== 0 || begin < 0 || end < 0 || end > size)
      return undefined;
  }
  const [n = 1, c = 1, h = 1, w = 1] = concreteShape(result);
  const inputs = [b.spread(twin.value), ...[whole(from), whole(to), along, by].map((list) => b.out.ints(list))];
  return b.note(b.gather(b.float('Slice', inputs, {}, [n, c / block, h, w, block])), 'picture');
}

/** Channels to pixels, and back: whole blocks move if the channels of one pixel lie together. */
export function shuffle(b: Blocks, node: Node, [x]: Inputs): Value | undefined {
  const [result] = node.outputs;
  const toSpace = node.op === 'DepthToSpace' && (node.attributes['mode'] ?? 'DCR') === 'DCR';
  if ((!toSpace && node.op !== 'SpaceToDepth') || !x || !result) return undefined;
  const r = Number(node.attributes['blocksize']);
  const [small, large] = toSpace ? [x, result] : [result, x];
  const [n = 1, c = 1, h = 1, w = 1] = concreteShape(large);
  if (c % b.block !== 0) return undefined;
  const [, , sh = 1, sw = 1] = concreteShape(small);
  const spread = b.blocked(x, 'picture');
  const { block } = b;
  const blocks = c / block;
  const moved = toSpace
    ? b.transpose(b.view(spread, [n, r, r, blocks, sh, sw, block]), [0, 3, 4, 1, 5, 2, 6])
    : b.transpose(b.view(spread, [n, blocks, sh, r, sw, r, block]), [0, 3, 5, 1, 2, 4, 6]);
  return b.note(b.view(moved, toSpace ? [n, c, h, w] : concreteShape(small)), 'picture');
}
