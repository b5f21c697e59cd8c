// Folds what is known at load time: half-precision weights widened, factors before and after a convolution put into its filter.
import { type Data, type Graph, type Node, type Value } from '../graph.ts';
import { fromHalf } from '../half.ts';
import { type Context, rewrite } from './rewrite.ts';

const FLOAT = 1;

export function fold(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, out, context) => {
    switch (node.op) {
      case 'Cast':
        return widened(node, inputs, out);
      case 'Mul':
      case 'Div':
        return scaledAfter(node, inputs, out, context);
      case 'Conv':
        return scaledBefore(node, inputs, out, context);
      default:
        return undefined;
    }
  });
}

export function floats(value: Value | null | undefined): Float32Array | undefined {
  const data: Data | undefined = value?.constant?.kind === 'data' ? value.constant.data : undefined;
  return data instanceof Float32Array ? data : undefined;
}

function widened(node: Node, [half]: readonly (Value | null)[], out: Graph): Value | undefined {
  if (node.attributes['to'] !== FLOAT || half?.dtype !== 'float16' || half.constant?.kind !== 'raw') return undefined;
  return out.constant(fromHalf(half.constant.bytes), (half.shape ?? []).map(Number));
}

/** The computed operand of a product with one number, and that number. */
function product(node: Node, [a, b]: readonly (Value | null)[]): { x: Value; factor: number } | undefined {
  const single = (value: Value | null | undefined) => {
    const data = floats(value);
    return data?.length === 1 && (value?.shape?.length ?? 0) <= 1 ? data[0] : undefined;
  };
  const [left, right] = [single(a), single(b)];
  if (a && right !== undefined) return { x: a, factor: node.op === 'Div' ? 1 / right : right };
  if (b && left !== undefined && node.op === 'Mul') return { x: b, factor: left };
  return undefined;
}

/** s·(x∗w + b) = x∗(s·w) + s·b, if nothing else uses the unscaled result. */
function scaledAfter(node: Node, inputs: readonly (Value | null)[], out: Graph, context: Context): Value | undefined {
  const scaled = product(node, inputs);
  const conv = scaled && context.producer(scaled.x);
  if (!scaled || conv?.op !== 'Conv' || conv.domain !== '') return undefined;
  if (node.inputs.some((value) => value && context.translated(value) === scaled.x && context.uses(value) > 1))
    return undefined;
  const [x = null, filter, bias] = conv.inputs;
  return convolution(out, conv, x, times(out, filter, scaled.factor), bias && times(out, bias, scaled.factor));
}

/** (s·x)∗w = x∗(s·w): padding is zero either way. */
function scaledBefore(node: Node, inputs: readonly (Value | null)[], out: Graph, context: Context): Value | undefined {
  const [x, filter, bias] = inputs;
  const factor = x && context.producer(x);
  const scaled = factor?.op === 'Mul' ? product(factor, factor.inputs) : undefined;
  return scaled && convolution(out, node, scaled.x, times(out, filter, scaled.factor), bias);
}

function convolution(
  out: Graph,
  like: Node,
  x: Value | null,
  filter: Value | undefined,
  bias: Value | null | undefined,
) {
  if (!filter || (bias === undefined && like.inputs[2])) return undefined;
  const inputs = [x, filter, ...(bias ? [bias] : [])];
  return out.node('Conv', inputs, like.attributes, like.outputs[0] ?? { dtype: undefined, shape: undefined });
}

function times(out: Graph, value: Value | null | undefined, factor: number): Value | undefined {
  const data = floats(value);
  return (
    data &&
    out.constant(
      data.map((x) => x * factor),
      (value?.shape ?? []).map(Number),
    )
  );
}
