// One graph for any size, from traces of the same function at several sizes (see dims.ts).
import { corners, type Dim, evaluate, interpolate, type Sizes } from './dims.ts';
import { TraceError } from './errors.ts';
import { concreteShape, Graph, type Node, type Value } from './graph.ts';

/** Sizes to trace at: no two alike, multiples of 16 so that strides divide them. */
const LOW = [48, 80, 176];
const HIGH = [112, 208, 272];
const CHECK = [304, 368, 496];

/**
 * Traces `trace` at all corners of a box of sizes and returns the graph whose integers depend on the size.
 * Throws `TraceError` for a function whose structure or constants depend on it.
 */
export function traceAnySize(names: readonly string[], trace: (sizes: Sizes) => Graph): Graph {
  if (names.length > LOW.length) throw new TraceError(`At most ${LOW.length} sizes can be left open.`);
  const at = (sizes: readonly number[]) => Object.fromEntries(names.map((name, k) => [name, sizes[k] ?? 0]));
  const [low, high, check] = [at(LOW), at(HIGH), at(CHECK)];
  const graph = merge(corners(low, high).map(trace), (values) => interpolate(values, low, high));
  if (names.length > 0) {
    merge(
      [graph, trace(check)],
      ([ours, theirs]) => {
        if (ours !== theirs) throw new TraceError('A size in the graph is not a product of the sizes of its inputs.');
        return ours ?? 0;
      },
      check,
    );
  }
  return graph;
}

/** Walks graphs of equal structure side by side; `combine` makes one integer of the integers at one place. */
function merge(graphs: readonly Graph[], combine: (values: number[]) => Dim, sizes: Sizes = {}): Graph {
  const [first] = graphs;
  if (!first) throw new Error('nothing to merge');
  const merged = new Graph();
  const known = new Map<Value, Value>();
  const column = <T>(pick: (graph: Graph) => T) => graphs.map(pick);
  const dims = (lists: readonly (readonly Dim[])[]) =>
    (lists[0] ?? []).map((_, k) => combine(lists.map((list) => evaluate(list[k] ?? NaN, sizes))));
  const shape = (values: readonly Value[]) => dims(values.map((value) => value.shape ?? concreteShape(value)));

  const translate = (values: readonly (Value | null)[], user: string): Value | null => {
    const [value] = values;
    if (!value) return null;
    const made = known.get(value);
    if (made) return made;
    const all = values as readonly Value[];
    const constants = all.map((one) => one.constant);
    if (constants.every((one) => one?.kind === 'ints')) return merged.ints(dims(constants.map((one) => one.ints)));
    if (constants.every((one) => one?.kind === 'data') && sameData(constants.map((one) => one.data))) {
      return merged.constant(constants[0]?.data ?? Float32Array.of(), concreteShape(value), value.dtype);
    }
    throw new TraceError(`A constant of ${user} depends on the size of the input, which is left open.`);
  };

  first.inputs.forEach(({ name, value }, k) => {
    const dtype = value.dtype ?? 'float32';
    known.set(value, merged.input(name, dtype, shape(column((graph) => graph.inputs[k]?.value ?? value))));
  });
  if (new Set(column((graph) => graph.nodes.length)).size > 1) throw structureDiffers('the number of operators');
  first.nodes.forEach((node, n) => {
    const nodes = column((graph) => graph.nodes[n] ?? node);
    if (new Set(nodes.map(signature)).size > 1) throw structureDiffers(node.op);
    const inputs = node.inputs.map((_, k) =>
      translate(
        nodes.map((one) => one.inputs[k] ?? null),
        node.op,
      ),
    );
    const types = node.outputs.map((output, k) => ({
      dtype: output.dtype,
      shape: shape(nodes.map((one) => one.outputs[k] ?? output)),
    }));
    merged.nodeOf(node.op, inputs, node.attributes, types, node.domain).forEach((output, k) => {
      known.set(node.outputs[k] as Value, output);
    });
  });
  first.outputs.forEach(({ name }, k) => {
    const value = translate(
      column((graph) => graph.outputs[k]?.value ?? null),
      'the output',
    );
    if (value) merged.output(name, value);
  });
  return merged;
}

function signature(node: Node): string {
  return `${node.domain}:${node.op}${JSON.stringify(node.attributes)}`;
}

function structureDiffers(what: string): TraceError {
  return new TraceError(`The graph is not the same at every size (${what}): give the inputs a fixed size.`);
}

function sameData(all: readonly ArrayLike<number>[]): boolean {
  const [first] = all;
  return all.every((data) => data === first || (data.length === first?.length && everyEqual(data, first)));
}

function everyEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
