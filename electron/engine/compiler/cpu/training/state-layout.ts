// Which variables lie in blocks: filters, and whatever is computed with them element by element (moments, averages).
import { concreteShape, FILTER_GRADIENT, type Graph, INPUT_GRADIENT, OURS, type Value } from '../../graph.ts';

/** Names of inputs and outputs [o,i,h,w] of the graph that lie as blocked filters, given those that already do or do not. */
export function blockedFilters(
  graph: Graph,
  fits: (shape: readonly number[]) => boolean,
  decided: ReadonlyMap<string, boolean>,
): Set<string> {
  const groups = new Groups();
  const wanted = new Set<Value>();
  for (const node of graph.nodes) {
    const [result] = node.outputs;
    const isGradient = node.domain === OURS && node.op === FILTER_GRADIENT;
    const isConvolution = node.op === 'Conv' ? (node.attributes['group'] ?? 1) === 1 : node.op === INPUT_GRADIENT;
    if (isGradient && result) wanted.add(result);
    else if (isConvolution && node.inputs[1]) wanted.add(node.inputs[1]);
    else if (result?.shape?.length === 4) {
      for (const input of node.inputs) if (input && String(input.shape) === String(result.shape)) groups.join(input, result);
    }
  }
  // What a step makes of a variable lies as the variable does.
  const inputs = new Map(graph.inputs.map(({ name, value }) => [name, value]));
  const blockedGroups = new Set([...wanted].map((value) => groups.of(value)));
  const names = [...graph.inputs, ...graph.outputs].filter(({ name, value }) => {
    const variable = variableOf(name);
    const before = decided.get(variable);
    if (before !== undefined) return before;
    const isVariable = variable.startsWith('state/') && value.shape?.length === 4 && fits(concreteShape(value));
    return isVariable && blockedGroups.has(groups.of(inputs.get(variable) ?? value));
  });
  return new Set(names.map(({ name }) => name));
}

/** An input `state/…`, for itself and for the output `next/…` that takes its place. */
export function variableOf(name: string): string {
  return name.replace(/^next\//, 'state/');
}

/** Values joined into disjoint groups, each known by one of its members. */
class Groups {
  private readonly parents = new Map<Value, Value>();

  of(value: Value): Value {
    let root = value;
    for (let parent = this.parents.get(root); parent; parent = this.parents.get(root)) root = parent;
    return root;
  }

  join(a: Value, b: Value): void {
    const [x, y] = [this.of(a), this.of(b)];
    if (x !== y) this.parents.set(x, y);
  }
}
