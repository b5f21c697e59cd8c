// Derivatives of ReLUs as products: comparing, selecting and booleans are slow on the CPU provider.
import { type Graph, type Node, sameShape, type Value } from '../../graph.ts';
import { floats } from '../../passes/fold.ts';
import { type Context, rewrite } from '../../passes/rewrite.ts';

/** So steep that every normal number above 0 reaches 1. */
const STEEP = 1e38;

/**
 * With g = max(0, min(1, STEEP·x)), `x > 0 ? 1 : α` becomes max(g, α) or (1 − α)·g + α, `x > 0 ? dy : α·dy` the product of that and dy, and
 * `x > 0 ? a : b` in general b + (a − b)·g. Where max(x, 0) or the like is computed anyway it is asked instead of x, which
 * then need not be kept.
 */
export function gates(graph: Graph): Graph {
  const activated = new Map<Value, Value>();
  for (const { op, inputs, outputs } of graph.nodes) {
    const [[x], [y]] = [inputs, outputs];
    if (x && y && (op === 'Relu' || op === 'LeakyRelu')) activated.set(x, y);
  }
  return rewrite(graph, (node, inputs, out, context) => {
    const choice = node.op === 'Where' ? choiceOf(node, context) : undefined;
    const [, yes, no] = inputs;
    const [result] = node.outputs;
    // Operands may be smaller than the result, the condition may not.
    if (!choice || !yes || !no || !result || !sameShape(choice.x.shape, result.shape)) return undefined;
    const gate = (slope: number) => gateOf(out, context.translated(activated.get(choice.x) ?? choice.x), slope);
    const join = (op: string, a: Value, b: Value) => out.node(op, [a, b], {}, result);
    const [one, slope] = [numberOf(yes), numberOf(no)];
    if (one === 1 && slope !== undefined) return gate(slope);
    const factor = scaledBy(context.producer(no), yes);
    if (factor !== undefined) return join('Mul', yes, gate(factor));
    if (one === 0) return join('Sub', no, join('Mul', no, gate(0)));
    if (slope === 0) return join('Mul', yes, gate(0));
    if ([yes, no].some(({ shape }) => !sameShape(shape, result.shape))) return undefined;
    return join('Add', no, join('Mul', join('Sub', yes, no), gate(0)));
  });
}

/** The x of a condition x > 0, in the old graph. */
function choiceOf(node: Node, { original }: Context): { x: Value } | undefined {
  const condition = node.inputs[0] ? original(node.inputs[0]) : undefined;
  const [x, zero] = condition?.inputs ?? [];
  return condition?.op === 'Greater' && x && numberOf(zero) === 0 ? { x } : undefined;
}

/** The number by which a Mul multiplies `x`. */
function scaledBy(product: Node | undefined, x: Value): number | undefined {
  if (product?.op !== 'Mul') return undefined;
  const [a, b] = product.inputs;
  return a === x ? numberOf(b) : b === x ? numberOf(a) : undefined;
}

function numberOf(value: Value | null | undefined): number | undefined {
  const data = floats(value);
  return data?.length === 1 ? data[0] : undefined;
}

function gateOf(out: Graph, x: Value, slope: number): Value {
  const step = out.node('HardSigmoid', [x], { alpha: { float: STEEP }, beta: { float: 0 } }, x);
  if (slope === 0) return step;
  if (slope > 0) return out.node('Max', [step, out.scalar(slope)], {}, x);
  return out.node('Add', [out.node('Mul', [step, out.scalar(1 - slope)], {}, x), out.scalar(slope)], {}, x);
}
