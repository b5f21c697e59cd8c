// Rewrites a training graph so that its pictures and filters lie in the CPU's blocks from end to end.
import { FILTER_GRADIENT, Graph, INPUT_GRADIENT, type Node, OURS, type Value } from '../../graph.ts';
import { countUses, prune } from '../../passes/rewrite.ts';
import { Blocks } from './blocks.ts';
import { forward } from './convolutions.ts';
import { filterGradient } from './filter-gradient.ts';
import { inputGradient } from './input-gradient.ts';
import { elementwise, prelu, unary } from './pointwise.ts';
import { type FilterKinds } from './state-layout.ts';
import { concat, enlarge, overPixels, pad, pool, shuffle, slice } from './windows.ts';

/**
 * `kinds`: how filters lie. Operators that have no blocked form stay as they
 * are, our own ones included: lower the result.
 */
export function blockGraph(graph: Graph, kinds: FilterKinds, block: number): Graph {
  const out = new Graph();
  const b = new Blocks(out, block);
  const become = new Map<Value, Value>();
  const uses = countUses(graph);
  for (const { name, value } of graph.inputs) {
    const input = out.input(name, value.dtype ?? 'float32', value.shape ?? []);
    const kind = kinds.named.get(name);
    become.set(value, kind ? b.note(input, kind) : input);
  }
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((value) => value && (become.get(value) ?? value));
    const usedOnce = (k: number) => node.inputs[k] != null && uses.get(node.inputs[k]) === 1;
    const replacement = rule(b, node, inputs, usedOnce, kinds);
    const outputs = replacement
      ? [replacement]
      : out.nodeOf(node.op, inputs, node.attributes, node.outputs, node.domain);
    outputs.forEach((value, k) => become.set(node.outputs[k] as Value, value));
  }
  for (const { name, value } of graph.outputs) {
    const plain = become.get(value) ?? value;
    const kind = kinds.named.get(name);
    out.output(name, kind ? b.blocked(plain, kind) : plain);
  }
  return prune(out);
}

type Inputs = readonly (Value | null)[];

function rule(
  b: Blocks,
  node: Node,
  inputs: Inputs,
  usedOnce: (k: number) => boolean,
  { gradients }: FilterKinds,
): Value | undefined {
  if (node.domain === OURS && node.op === INPUT_GRADIENT) return inputGradient(b, node, inputs);
  if (node.domain === OURS && node.op === FILTER_GRADIENT) {
    return filterGradient(b, node, inputs, gradients.get(node.outputs[0] as Value));
  }
  if (node.domain !== '') return undefined;
  if (node.op === 'Conv') return forward(b, node, inputs);
  return (
    unary(b, node, inputs, usedOnce(0)) ??
    prelu(b, node, inputs) ??
    elementwise(b, node, inputs, usedOnce) ??
    overPixels(b, node, inputs) ??
    pad(b, node, inputs) ??
    enlarge(b, node, inputs) ??
    pool(b, node, inputs) ??
    concat(b, node, inputs) ??
    slice(b, node, inputs) ??
    shuffle(b, node, inputs)
  );
}
