// The one way passes change a graph: a copy is built node by node, from what its outputs need.
import { Graph, type Node, type Value } from '../graph.ts';

export type Context = {
  /** The operator in the new graph that computes a value. */
  producer: (value: Value) => Node | undefined;
  /** How many inputs of operators, and outputs, a value of the old graph feeds. */
  uses: (value: Value) => number;
  /** What has become of a value of the old graph. */
  translated: (value: Value) => Value;
  /** The operator in the old graph that computes a value. */
  original: (value: Value) => Node | undefined;
};

/**
 * Called for each operator that is needed, with its inputs in the new graph: returns the value that takes the place of its
 * first output, or `undefined` to keep the operator as it is.
 */
export type Rule = (node: Node, inputs: readonly (Value | null)[], out: Graph, context: Context) => Value | undefined;

export function rewrite(graph: Graph, rule: Rule): Graph {
  return dropUnused(apply(dropUnused(graph), rule));
}

function apply(graph: Graph, rule: Rule): Graph {
  const out = new Graph();
  const become = new Map<Value, Value>();
  const producers = new Map<Value, Node>();
  const uses = countUses(graph);
  const translated = (value: Value): Value => become.get(value) ?? value;
  const originals = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const context: Context = {
    producer: (value) => producers.get(value),
    uses: (value) => uses.get(value) ?? 0,
    translated,
    original: (value) => originals.get(value),
  };
  let seen = 0;
  const noteProducers = () => {
    for (; seen < out.nodes.length; seen++) {
      const node = out.nodes[seen] as Node;
      for (const output of node.outputs) producers.set(output, node);
    }
  };
  out.inputs.push(...graph.inputs);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((value) => value && translated(value));
    const replacement = rule(node, inputs, out, context);
    const outputs = replacement
      ? [replacement]
      : out.nodeOf(node.op, inputs, node.attributes, node.outputs, node.domain);
    outputs.forEach((value, k) => become.set(node.outputs[k] as Value, value));
    noteProducers();
  }
  for (const { name, value } of graph.outputs) out.output(name, translated(value));
  return out;
}

/** Without operators and inputs that no output needs. */
export function prune(graph: Graph): Graph {
  const out = dropUnused(graph);
  const used = new Set([...out.nodes.flatMap((node) => node.inputs), ...out.outputs.map(({ value }) => value)]);
  out.inputs.splice(0, out.inputs.length, ...out.inputs.filter(({ value }) => used.has(value)));
  return out;
}

function dropUnused(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ value }) => value));
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    kept.push(node);
    for (const input of node.inputs) if (input) needed.add(input);
  }
  const out = new Graph();
  out.inputs.push(...graph.inputs);
  out.nodes.push(...kept.reverse());
  out.outputs.push(...graph.outputs);
  return out;
}

/** How many inputs of operators, and outputs, each value feeds. */
export function countUses(graph: Graph): Map<Value, number> {
  const uses = new Map<Value, number>();
  const used = [...graph.nodes.flatMap((node) => node.inputs), ...graph.outputs.map(({ value }) => value)];
  for (const value of used) if (value) uses.set(value, (uses.get(value) ?? 0) + 1);
  return uses;
}
