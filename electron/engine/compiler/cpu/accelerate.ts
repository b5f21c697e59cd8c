// Rewrites an inference graph for the CPU provider: convolutions and what lies between them stay in the blocked layout.
//
// ONNX Runtime blocks graphs by itself, but leaves the layout around every PRelu and Concat, copies the growing
// concatenations of dense blocks, and has no fast short convolution. Here every plain value may have a blocked twin; an
// operator that knows the blocked layout takes the twins of its inputs and makes one of its output. A ReorderOutput is noted
// for each, and disappears again where nobody needs the plain value.
import { type Graph, type Node, type Value } from '../graph.ts';
import { floats, fold } from '../passes/fold.ts';
import { rewrite } from '../passes/rewrite.ts';
import { BLOCKED, FREE, fromBlocked, toBlocked } from './blocked.ts';
import { convolve, type Part, readConvolution } from './convolution.ts';
import { repeatFactor, subpixel } from './subpixel.ts';

const POINTWISE = new Set(['Relu', 'LeakyRelu', 'Sigmoid', 'Tanh', 'Elu', 'Clip']);
const BETWEEN_EQUALS = new Set(['Add', 'Sub', 'Mul', 'Max', 'Min']);

/** The same function for the CPU provider; `block` is the width of its blocks. Open the session without layout optimisation. */
export function accelerate(graph: Graph, block: number): Graph {
  const blocker = new Blocker(block);
  return rewrite(subpixel(fold(graph)), (node, inputs, out) => blocker.rule(node, inputs, out));
}

type Inputs = readonly (Value | null)[];
type Twin = { blocked: Value; channels: number };

class Blocker {
  private readonly block: number;
  private readonly twins = new Map<Value, Twin>();
  /** Values that are concatenations of others along the channels. */
  private readonly parts = new Map<Value, readonly Value[]>();

  constructor(block: number) {
    this.block = block;
  }

  rule(node: Node, inputs: Inputs, out: Graph): Value | undefined {
    if (node.domain !== '') return undefined;
    if (node.op === 'Conv') return this.convolution(node, inputs, out);
    if (node.op === 'PRelu') return this.prelu(inputs, out);
    if (node.op === 'Concat') return this.concat(node, inputs, out);
    if (node.op === 'Resize') return this.enlarge(node, inputs, out);
    if (POINTWISE.has(node.op)) return this.pointwise(node, inputs, out);
    if (BETWEEN_EQUALS.has(node.op)) return this.betweenEquals(node, inputs, out);
    return undefined;
  }

  /** Notes a blocked value and returns its plain twin. */
  private note(out: Graph, blocked: Value, channels: number): Value {
    const plain = fromBlocked(out, blocked, channels);
    this.twins.set(plain, { blocked, channels });
    return plain;
  }

  private convolution(node: Node, inputs: Inputs, out: Graph): Value | undefined {
    const [x] = inputs;
    const conv = x ? readConvolution(node, inputs) : undefined;
    const parts = x && conv ? this.partsOf(out, x, conv.i) : undefined;
    return conv && parts && this.note(out, convolve(out, conv, parts, this.block), conv.o);
  }

  /** The input of a convolution in whole blocks, blocked now if it was not; very few channels as they are. */
  private partsOf(out: Graph, x: Value, channels: number): Part[] | undefined {
    if (channels < this.block) return [{ value: x, channels }];
    const values = this.parts.get(x);
    if (!values) {
      if (channels % this.block !== 0) return undefined;
      return [{ value: this.twins.get(x)?.blocked ?? toBlocked(out, x), channels }];
    }
    const twins = values.flatMap((value) => this.twins.get(value) ?? []);
    const isWhole = twins.length === values.length && twins.every((twin) => twin.channels % this.block === 0);
    if (isWhole) return twins.map(({ blocked, channels }) => ({ value: blocked, channels }));
    return channels % this.block === 0 ? [{ value: toBlocked(out, x), channels }] : undefined;
  }

  private concat(node: Node, inputs: Inputs, out: Graph): Value | undefined {
    const values = inputs.flatMap((value) => (value ? (this.parts.get(value) ?? [value]) : []));
    if (node.attributes['axis'] !== 1 || !values.every((value) => this.twins.has(value))) return undefined;
    const plain = out.node('Concat', values, { axis: 1 }, FREE);
    this.parts.set(plain, values);
    return plain;
  }

  private pointwise(node: Node, [x, ...more]: Inputs, out: Graph): Value | undefined {
    const twin = x ? this.twins.get(x) : undefined;
    return twin && this.note(out, out.node(node.op, [twin.blocked, ...more], node.attributes, FREE), twin.channels);
  }

  /** Of two blocked values, or one and a number. */
  private betweenEquals(node: Node, inputs: Inputs, out: Graph): Value | undefined {
    const twins = inputs.map((value) => (value ? this.twins.get(value) : undefined));
    const channels = twins.find((twin) => twin)?.channels;
    if (channels === undefined || twins.some((twin) => twin && twin.channels !== channels)) return undefined;
    const operands = inputs.flatMap(
      (value, k) => twins[k]?.blocked ?? (value && floats(value)?.length === 1 ? value : []),
    );
    if (inputs.length !== 2 || operands.length !== 2) return undefined;
    return this.note(out, out.node(node.op, operands, node.attributes, FREE), channels);
  }

  /**
   * max(x, a·x) for slopes up to 1, a·x + (1 − a)·max(x, 0) otherwise; the products with one number per channel are depthwise
   * 1×1 convolutions. (ONNX Runtime's own PRelu branches at every element and is ten times slower on real pictures.)
   */
  private prelu([x, slope]: Inputs, out: Graph): Value | undefined {
    const twin = x ? this.twins.get(x) : undefined;
    const slopes = floats(slope);
    if (!twin || slopes?.length !== twin.channels || twin.channels % this.block !== 0) return undefined;
    const scaled = (value: Value, factors: Float32Array, sum?: Value) => {
      const filter = out.constant(factors, [twin.channels, 1, 1, 1]);
      const inputs = [value, filter, ...(sum ? [null, sum] : [])];
      return out.node('Conv', inputs, { kernel_shape: [1, 1], group: twin.channels }, FREE, BLOCKED);
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

  /** Repeats pixels of a blocked picture. */
  private enlarge(node: Node, [x]: Inputs, out: Graph): Value | undefined {
    const twin = x ? this.twins.get(x) : undefined;
    const factor = repeatFactor(node);
    if (!twin || !factor) return undefined;
    const attributes = { scales: [1, 1, factor, factor], mode: 'nearest' };
    return this.note(out, out.node('Upsample', [twin.blocked], attributes, FREE, BLOCKED), twin.channels);
  }
}
