// A convolution of blocked pictures, of one or of the parts of a concatenation: plain or short.
import { type Graph, type Node, type Value } from '../graph.ts';
import { floats } from '../passes/fold.ts';
import { BLOCKED, blockedFilter, FREE } from './blocked.ts';
import { isCentred } from './subpixel.ts';
import { convolveRows, transformRows, untransformRows } from './winograd.ts';

/** Below this many output channels a short convolution does not pay for its transforms. */
const FEWEST_OUTPUTS = 32;

export type Convolution = {
  attributes: Node['attributes'];
  weights: Float32Array;
  bias: Float32Array | undefined;
  /** Output and input channels, height and width of the filter. */
  o: number;
  i: number;
  h: number;
  w: number;
  /** 3×3, stride 1, same size, and worth the transforms. */
  isShort: boolean;
};

/** A blocked picture (plain if it has fewer channels than a block). */
export type Part = { value: Value; channels: number };

/** What a Conv node computes; `undefined` unless its filter is known and it has one group. */
export function readConvolution(node: Node, [, filter, bias]: readonly (Value | null)[]): Convolution | undefined {
  const { attributes } = node;
  const [weights, offsets] = [floats(filter), floats(bias)];
  const [o, i, h, w] = (filter?.shape ?? []).map(Number);
  if (!weights || (bias && !offsets) || !o || !i || !h || !w) return undefined;
  if ((attributes['group'] ?? 1) !== 1 || attributes['auto_pad'] !== undefined) return undefined;
  const isShort = h === 3 && w === 3 && isCentred(node, 3) && o >= FEWEST_OUTPUTS;
  return { attributes, weights, bias: offsets, o, i, h, w, isShort };
}

/** The blocked result; `parts` are the input's channels in order. */
export function convolve(out: Graph, conv: Convolution, parts: readonly Part[], block: number): Value {
  const isShort = conv.isShort && conv.o % block === 0 && parts.every(({ channels }) => channels >= block);
  const products = accumulate(conv, parts, (part, weights, bias, sum) =>
    isShort
      ? convolveRows(
          out,
          transformRows(out, part.value, part.channels, block),
          { weights, o: conv.o, i: part.channels },
          bias,
          sum,
          block,
        )
      : direct(out, conv, part, weights, bias, sum, block),
  );
  const [first] = parts;
  return isShort && first ? untransformRows(out, products, conv.o, first.value, block) : products;
}

type Step = (part: Part, weights: Float32Array, bias: Float32Array | undefined, sum: Value | undefined) => Value;

/** x∗w of a concatenation is the sum of its parts' convolutions: nothing is copied together. */
function accumulate({ weights, bias, o, i, h, w }: Convolution, parts: readonly Part[], step: Step): Value {
  let sum: Value | undefined;
  let from = 0;
  for (const part of parts) {
    const filter = inputChannels(weights, [o, i, h * w], from, part.channels);
    sum = step(part, filter, sum ? undefined : bias, sum);
    from += part.channels;
  }
  if (!sum) throw new Error('a convolution of nothing');
  return sum;
}

function direct(
  out: Graph,
  { attributes, o, h, w }: Convolution,
  { value, channels }: Part,
  weights: Float32Array,
  bias: Float32Array | undefined,
  sum: Value | undefined,
  block: number,
): Value {
  const filter = blockedFilter(weights, [o, channels, h, w], block);
  const wide = filter.shape[0] ?? o;
  const offsets = bias ? out.constant(padded(bias, wide), [wide]) : null;
  const kept = Object.fromEntries(
    ['pads', 'strides', 'dilations'].flatMap((name) => {
      const attribute = attributes[name];
      return attribute === undefined ? [] : [[name, attribute]];
    }),
  );
  const inputs = [value, out.constant(filter.data, filter.shape), offsets, ...(sum ? [sum] : [])];
  return out.node('Conv', inputs, { kernel_shape: [h, w], ...kept }, FREE, BLOCKED);
}

/** Input channels `from` … of a filter [o,i,taps]. */
function inputChannels(
  data: Float32Array,
  [o, i, taps]: readonly [number, number, number],
  from: number,
  count: number,
): Float32Array {
  if (count === i) return data;
  const result = new Float32Array(o * count * taps);
  for (let k = 0; k < o; k++) {
    const start = (k * i + from) * taps;
    result.set(data.subarray(start, start + count * taps), k * count * taps);
  }
  return result;
}

function padded(data: Float32Array, length: number): Float32Array {
  const result = new Float32Array(length);
  result.set(data);
  return result;
}
