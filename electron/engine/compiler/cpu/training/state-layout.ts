// Which variables lie in blocks or as matrices: filters, and whatever is computed with them element by element (moments, averages).
import {
  concreteShape,
  FILTER_GRADIENT,
  type Graph,
  INPUT_GRADIENT,
  type Node,
  OURS,
  type Value,
} from '../../graph.ts';
import { type Kind } from './blocks.ts';
import { kindOf } from './products.ts';

/** How the inputs and outputs of a graph that are filters [o,i,h,w] lie; the others are left out. `decided`: those that are settled. */
export function filterKinds(
  graph: Graph,
  block: number,
  decided: ReadonlyMap<string, Kind | undefined>,
): Map<string, Kind> {
  const groups = new Groups();
  const wanted: { value: Value; kind: Kind | undefined }[] = [];
  for (const node of graph.nodes) {
    const [result] = node.outputs;
    const filter = filterOf(node);
    if (filter) wanted.push({ value: filter, kind: kindOf(concreteShape(filter), pixelsOf(node), block) });
    if (result?.shape?.length === 4 && filter !== result) {
      for (const input of node.inputs) {
        if (input && input !== filter && String(input.shape) === String(result.shape)) groups.join(input, result);
      }
    }
  }
  const kinds = new Map<Value, Kind>();
  for (const { value, kind } of wanted) {
    const group = groups.of(value);
    const other = kinds.get(group);
    if (kind) kinds.set(group, other === undefined || other === kind ? kind : 'filter');
  }
  // What a step makes of a variable lies as the variable does.
  const inputs = new Map(graph.inputs.map(({ name, value }) => [name, value]));
  return new Map(
    [...graph.inputs, ...graph.outputs].flatMap(({ name, value }) => {
      const variable = variableOf(name);
      if (!variable.startsWith('state/') || value.shape?.length !== 4) return [];
      const kind = decided.has(variable) ? decided.get(variable) : kinds.get(groups.of(inputs.get(variable) ?? value));
      const fits = kindOf(concreteShape(value), 0, block) !== undefined;
      return kind && fits ? [[name, kind] as const] : [];
    }),
  );
}

/** The filter that an operator convolves with, or the gradient of one that it computes. */
function filterOf({ op, domain, inputs, outputs, attributes }: Node): Value | undefined {
  if (domain === OURS && op === FILTER_GRADIENT) return outputs[0];
  const isConvolution = op === 'Conv' ? (attributes['group'] ?? 1) === 1 : domain === OURS && op === INPUT_GRADIENT;
  return isConvolution ? (inputs[1] ?? undefined) : undefined;
}

/** Pixels in all pictures on the side of a convolution's result. */
function pixelsOf({ op, inputs, outputs }: Node): number {
  const result = op === 'Conv' ? outputs[0] : op === INPUT_GRADIENT ? inputs[0] : inputs[1];
  const [n = 1, , h = 1, w = 1] = result ? concreteShape(result) : [];
  return n * h * w;
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
