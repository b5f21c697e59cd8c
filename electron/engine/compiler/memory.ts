// How much memory a graph takes while it runs, from the sizes of its values and when they are last needed.
import { type DType, type Graph, type Node, type Value } from './graph.ts';

const BYTES: Record<DType, number> = { float32: 4, float16: 2, int32: 4, int64: 8, bool: 1, uint8: 1 };

/** Operators whose result is the memory of their first input. */
const VIEWS = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

/**
 * The largest number of bytes that results of operators take at one time when they run in the graph's order and each is freed
 * after its last use, and the bytes of constants. Inputs and outputs are counted as results; scratch memory of operators is not.
 */
export function memoryOf(graph: Graph): { constants: number; values: number } {
  const owners = new Map<Value, Value>();
  const owner = (value: Value): Value => owners.get(value) ?? value;
  for (const { op, inputs, outputs } of graph.nodes) {
    const [[x], [y]] = [inputs, outputs];
    if (x && y && VIEWS.has(op)) owners.set(y, owner(x));
  }
  const freedAfter = new Map<Node, Value[]>();
  const last = new Map<Value, Node>();
  for (const node of graph.nodes) for (const input of node.inputs) if (input) last.set(owner(input), node);
  const kept = new Set([...graph.inputs, ...graph.outputs].map(({ value }) => owner(value)));
  for (const [value, node] of last) {
    if (!kept.has(value) && !value.constant) freedAfter.set(node, [...(freedAfter.get(node) ?? []), value]);
  }
  const constants = new Set(graph.nodes.flatMap(({ inputs }) => inputs.filter((value) => value?.constant)));
  let live = 0;
  for (const { value } of graph.inputs) live += bytesOf(value);
  let values = live;
  for (const node of graph.nodes) {
    for (const output of node.outputs) if (owner(output) === output) live += bytesOf(output);
    values = Math.max(values, live);
    for (const value of freedAfter.get(node) ?? []) live -= bytesOf(value);
  }
  return { constants: [...constants].reduce((sum, value) => sum + (value ? bytesOf(value) : 0), 0), values };
}

function bytesOf({ dtype, shape }: Value): number {
  return (shape ?? []).reduce<number>((size, dim) => size * Number(dim), BYTES[dtype ?? 'float32']);
}
