// Which variables lie in blocks or as matrices: filters, and whatever is computed with them element by element (moments, averages).
import {
  concreteShape,
  FILTER_GRADIENT,
  type Graph,
  INPUT_GRADIENT,
  type Node,
  OURS,
  sameShape,
  type Value,
} from '../../graph.ts';
import { type Kind } from './blocks.ts';
import { kindOf } from './products.ts';

/** How filters [o,i,h,w] lie; those that are left out stay as they are. */
export type FilterKinds = {
  /** Inputs and outputs of the graph. */
  readonly named: ReadonlyMap<string, Kind>;
  /** Results of operators that compute the gradient of a filter. */
  readonly gradients: ReadonlyMap<Value, Kind>;
};

/** `decided`: variables, as `state/…`, whose storage is settled; the filters that they are computed with follow them. */
export function filterKinds(graph: Graph, block: number, decided: ReadonlyMap<string, Kind | undefined>): FilterKinds {
  const groups = new Groups();
  const filters: { value: Value; kind: Kind | undefined }[] = [];
  for (const node of graph.nodes) {
    const [result] = node.outputs;
    const filter = filterOf(node);
    if (filter) filters.push({ value: filter, kind: kindOf(concreteShape(filter), pixelsOf(node), block) });
    if (result?.shape?.length === 4 && filter !== result) {
      for (const input of node.inputs) {
        if (input && input !== filter && sameShape(input.shape, result.shape)) groups.join(input, result);
      }
    }
  }
  const inputs = new Map(graph.inputs.map(({ name, value }) => [name, value]));
  const variables = [...graph.inputs, ...graph.outputs].flatMap(({ name, value }) => {
    const variable = variableOf(name);
    if (!variable.startsWith('state/') || value.shape?.length !== 4) return [];
    // What a step makes of a variable lies as the variable does.
    return [{ name, variable, value: inputs.get(variable) ?? value }];
  });
  const kinds = new Map<Value, Kind | undefined>();
  for (const { value, kind } of filters) {
    const group = groups.of(value);
    const other = kinds.get(group);
    if (kind) kinds.set(group, other === undefined || other === kind ? kind : 'filter');
  }
  for (const { variable, value } of variables) {
    if (decided.has(variable)) kinds.set(groups.of(value), decided.get(variable));
  }
  const fitting = (value: Value, kind: Kind | undefined) =>
    kind && kindOf(concreteShape(value), 0, block) !== undefined ? kind : undefined;
  const named = variables.flatMap(({ name, variable, value }) => {
    const kind = fitting(value, decided.has(variable) ? decided.get(variable) : kinds.get(groups.of(value)));
    return kind ? [[name, kind] as const] : [];
  });
  const gradients = filters.flatMap(({ value }) => {
    const kind = fitting(value, kinds.get(groups.of(value)));
    return kind ? [[value, kind] as const] : [];
  });
  return { named: new Map(named), gradients: new Map(gradients) };
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
