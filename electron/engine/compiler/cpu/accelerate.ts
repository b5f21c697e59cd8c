// Rewrites an inference graph for the CPU provider: convolutions and what lies between them stay in the blocked layout.
//
// ONNX Runtime blocks graphs by itself, but leaves the layout around every PRelu and Concat, copies the growing
// concatenations of dense blocks, and has no fast short convolution. Here every plain value may have a blocked twin; an
// operator that knows the blocked layout takes the twins of its inputs and makes one of its output. A ReorderOutput is noted
// for each, and disappears again where nobody needs the plain value.
import { type Graph, type Node, type Value } from '../graph.ts';
import { fold, floats } from '../passes/fold.ts';
import { rewrite } from '../passes/rewrite.ts';
import { BLOCKED, blockedFilter, FREE, fromBlocked, toBlocked } from './blocked.ts';
import { convolveRows, transformRows, untransformRows } from './winograd.ts';

/** Below this many output channels a short convolution does not pay for its transforms. */
const FEWEST_OUTPUTS = 32;
const POINTWISE = new Set(['Relu', 'LeakyRelu', 'Sigmoid', 'Tanh', 'Elu', 'Clip']);
const BETWEEN_EQUALS = new Set(['Add', 'Sub', 'Mul', 'Max', 'Min']);

/** The same function for the CPU provider; `block` is the width of its blocks. Open the session without layout optimisation. */
export function accelerate(graph: Graph, block: number): Graph {
  const blocker = new Blocker(block);
  return rewrite(fold(graph), (node, inputs, out) => blocker.rule(node, inputs, out));
}

type Twin = { blocked: Value; channels: number };

class Blocker {
  private readonly block: number;
  private readonly twins = new Map<Value, Twin>();
  /** Values that are concatenations of others along the channels. */
  private readonly parts = new Map<Value, readonly Value[]>();

  constructor(block: number) {
    this.block = block;
  }

  rule(node: Node, inputs: readonly (Value | null)[], out: Graph): Value | undefined {
    if (node.domain !== '') return undefined;
    if (node.op === 'Conv') return this.convolution(node, inputs, out);
    if (node.op === 'PRelu') return this.prelu(inputs, out);
    if (node.op === 'Concat') return this.concat(node, inputs, out);
    if (POINTWISE.has(node.op)) return this.pointwise(node, inputs, out);
    if (BETWEEN_EQUALS.has(node.op)) return this.betweenEquals(node, inputs, out);
    if (node.op === 'Resize') return this.enlarge(node, inputs, out);
    return undefined;
  }

  /** Notes a blocked value and returns its plain twin. */
  private note(out: Graph, blocked: Value, channels: number): Value {
    const plain = fromBlocked(out, blocked, channels);
    this.twins.set(plain, { blocked, channels });
    return plain;
  }

  /** The blocked twin, made now if the plain value has none. */
  private blocked(out: Graph, plain: Value): Value {
    return this.twins.get(plain)?.blocked ?? toBlocked(out, plain);
  }

  private convolution(node: Node, [x, filter, bias]: readonly (Value | null)[], out: Graph): Value | undefined {
    const weights = floats(filter);
    const offsets = floats(bias);
    const [o, i, h, w] = (filter?.shape ?? []).map(Number);
    if (!x || !weights || (bias && !offsets) || !o || !i || !h || !w) return undefined;
    if ((node.attributes['group'] ?? 1) !== 1 || node.attributes['auto_pad'] !== undefined) return undefined;
    const parts = this.channelsOf(x, i);
    const conv: Convolution = { node, weights, offsets, o, i, h, w };
    if (i < this.block) return this.note(out, this.direct(out, conv, [{ value: x, channels: i }]), o);
    if (!parts) return undefined;
    const short = isShort(conv) && o >= FEWEST_OUTPUTS && o % this.block === 0;
    return this.note(out, short ? this.short(out, conv, parts) : this.direct(out, conv, parts), o);
  }

  /** The parts of a concatenation with their blocked values, or the value itself; `undefined` unless all are whole blocks. */
  private channelsOf(x: Value, channels: number): { value: Value; channels: number }[] | undefined {
    const parts = this.parts.get(x) ?? [x];
    const known = parts.map((value) => ({
      value,
      channels: this.twins.get(value)?.channels ?? (parts.length === 1 ? channels : 0),
    }));
    const whole = known.every((part) => part.channels > 0 && part.channels % this.block === 0);
    return whole && known.reduce((sum, part) => sum + part.channels, 0) === channels ? known : undefined;
  }

  private direct(out: Graph, conv: Convolution, parts: readonly { value: Value; channels: number }[]): Value {
    const { node, o, h, w } = conv;
    const wide = Math.ceil(o / this.block) * this.block;
    return this.accumulate(parts, conv, ({ value, channels }, data, isFirst, sum) => {
      const filter = blockedFilter(data, [o, channels, h, w], this.block);
      const offsets = isFirst && conv.offsets ? out.constant(padded(conv.offsets, wide), [wide]) : null;
      const x = channels < this.block ? value : this.blocked(out, value);
      const inputs = [x, out.constant(filter.data, filter.shape), offsets, ...(sum ? [sum] : [])];
      const { pads, strides, dilations } = node.attributes;
      const attributes = {
        kernel_shape: [h, w],
        ...(pads && { pads }),
        ...(strides && { strides }),
        ...(dilations && { dilations }),
      };
      return out.node('Conv', inputs, attributes, FREE, BLOCKED);
    });
  }

  private short(out: Graph, conv: Convolution, parts: readonly { value: Value; channels: number }[]): Value {
    const [first] = parts;
    if (!first) throw new Error('a convolution of nothing');
    const products = this.accumulate(parts, conv, ({ value, channels }, data, isFirst, sum) => {
      const transformed = transformRows(out, this.blocked(out, value), channels, this.block);
      const filter = { data, outputs: conv.o, inputs: channels };
      return convolveRows(out, transformed, filter, isFirst ? conv.offsets : undefined, sum, this.block);
    });
    return untransformRows(out, products, conv.o, this.blocked(out, first.value), this.block);
  }

  /** x∗w of a concatenation is the sum of its parts' convolutions: nothing is copied together. */
  private accumulate(
    parts: readonly { value: Value; channels: number }[],
    { weights, o, i, h, w }: Convolution,
    step: (
      part: { value: Value; channels: number },
      filter: Float32Array,
      isFirst: boolean,
      sum: Value | undefined,
    ) => Value,
  ): Value {
    let sum: Value | undefined;
    let from = 0;
    for (const part of parts) {
      const filter = inputChannels(weights, [o, i, h * w], from, part.channels);
      sum = step(part, filter, from === 0, sum);
      from += part.channels;
    }
    if (!sum) throw new Error('a convolution of nothing');
    return sum;
  }

  private concat(node: Node, inputs: readonly (Value | null)[], out: Graph): Value | undefined {
    const values = inputs.flatMap((value) => value ?? []);
    if (node.attributes['axis'] !== 1) return undefined;
    const flat = values.flatMap((value) => this.parts.get(value) ?? [value]);
    if (!flat.every((value) => this.twins.has(value))) return undefined;
    const plain = out.node('Concat', flat, { axis: 1 }, FREE);
    this.parts.set(plain, flat);
    return plain;
  }

  private pointwise(node: Node, inputs: readonly (Value | null)[], out: Graph): Value | undefined {
    const [x, ...more] = inputs;
    const twin = x && this.twins.get(x);
    if (!twin) return undefined;
    return this.note(out, out.node(node.op, [twin.blocked, ...more], node.attributes, FREE), twin.channels);
  }

  /** Of two blocked values, or one and a number. */
  private betweenEquals(node: Node, inputs: readonly (Value | null)[], out: Graph): Value | undefined {
    const twins = inputs.map((value) => value && this.twins.get(value));
    const channels = twins.find((twin) => twin)?.channels;
    if (channels === undefined || inputs.length !== 2) return undefined;
    if (twins.some((twin) => twin && twin.channels !== channels)) return undefined;
    const blocked = inputs.map((value, k) => twins[k]?.blocked ?? (floats(value)?.length === 1 ? value : undefined));
    if (blocked.some((value) => value === undefined)) return undefined;
    return this.note(
      out,
      out.node(
        node.op,
        blocked.map((value) => value ?? null),
        node.attributes,
        FREE,
      ),
      channels,
    );
  }

  /**
   * max(x, a·x) for slopes up to 1, a·x + (1 − a)·max(x, 0) otherwise; the products with one number per channel are depthwise
   * 1×1 convolutions. (ONNX Runtime's own PRelu branches at every element and is ten times slower on real pictures.)
   */
  private prelu([x, slope]: readonly (Value | null)[], out: Graph): Value | undefined {
    const twin = x && this.twins.get(x);
    const slopes = floats(slope);
    if (!twin || slopes?.length !== twin.channels || twin.channels % this.block !== 0) return undefined;
    const scaled = (value: Value, factors: Float32Array, sum?: Value) => {
      const filter = out.constant(factors, [twin.channels, 1, 1, 1]);
      return out.node(
        'Conv',
        [value, filter, ...(sum ? [null, sum] : [])],
        { kernel_shape: [1, 1], group: twin.channels },
        FREE,
        BLOCKED,
      );
    };
    const negative = scaled(twin.blocked, slopes);
    const result = slopes.every((a) => a <= 1)
      ? out.node('Max', [twin.blocked, negative], {}, FREE)
      : scaled(
          out.node('Relu', [twin.blocked], {}, FREE),
          slopes.map((a) => 1 - a),
          negative,
        );
    return this.note(out, result, twin.channels);
  }

  /** Nearest neighbour by whole factors. */
  private enlarge(node: Node, [x, , scales]: readonly (Value | null)[], out: Graph): Value | undefined {
    const twin = x && this.twins.get(x);
    const factors = [...(floats(scales) ?? [])];
    const { mode, coordinate_transformation_mode: coordinates, nearest_mode: nearest } = node.attributes;
    const plain = mode === 'nearest' && coordinates === 'asymmetric' && nearest === 'floor';
    if (!twin || !plain || factors.length !== 4 || !factors.every(Number.isInteger)) return undefined;
    return this.note(
      out,
      out.node('Upsample', [twin.blocked], { scales: factors, mode: 'nearest' }, FREE, BLOCKED),
      twin.channels,
    );
  }
}

type Convolution = {
  node: Node;
  weights: Float32Array;
  offsets: Float32Array | undefined;
  o: number;
  i: number;
  h: number;
  w: number;
};

/** 3×3, stride 1, one pixel of padding all around. */
function isShort({ node, h, w }: Convolution): boolean {
  const all = (name: string, value: number) => {
    const list = node.attributes[name];
    return list === undefined ? name !== 'pads' : Array.isArray(list) && list.every((entry) => entry === value);
  };
  return h === 3 && w === 3 && all('pads', 1) && all('strides', 1) && all('dilations', 1);
}

/** Input channels `from` … of a filter [o,i,taps]. */
function inputChannels(
  data: Float32Array,
  [o, i, taps]: readonly [number, number, number],
  from: number,
  count: number,
): Float32Array {
  if (count === i) return data;
  const out = new Float32Array(o * count * taps);
  for (let k = 0; k < o; k++) {
    const start = (k * i + from) * taps;
    out.set(data.subarray(start, start + count * taps), k * count * taps);
  }
  return out;
}

function padded(data: Float32Array, length: number): Float32Array {
  const out = new Float32Array(length);
  out.set(data);
  return out;
}
