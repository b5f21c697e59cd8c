// Recognises the gradient of a pixel shuffle, which moves whole blocks. Other devices have no operator for it.
import { type Graph, type Node, type Value } from '../../graph.ts';
import { rewrite } from '../../passes/rewrite.ts';

/** [n, c, h, b, w, b], transposed to [n, b, b, c, h, w] and merged to [n, b·b·c, h, w]: SpaceToDepth. */
export function unshuffle(graph: Graph): Graph {
  return rewrite(graph, (node, [merged], out, { producer }) => {
    const transpose = node.op === 'Reshape' && merged ? producer(merged) : undefined;
    const [split] = transpose?.inputs ?? [];
    if (!split || transpose?.op !== 'Transpose' || !isPermutation(transpose, [0, 3, 5, 1, 2, 4])) return undefined;
    return spaceToDepth(node, split, out, producer);
  });
}

function spaceToDepth(
  { outputs: [result] }: Node,
  split: Value,
  out: Graph,
  producer: (value: Value) => Node | undefined,
): Value | undefined {
  const reshape = producer(split);
  const [source] = reshape?.inputs ?? [];
  const block = split.shape?.[3];
  if (reshape?.op !== 'Reshape' || source?.shape?.length !== 4 || result?.shape?.length !== 4) return undefined;
  if (typeof block !== 'number' || block !== split.shape?.[5] || source.shape[1] !== split.shape[1]) return undefined;
  return out.node('SpaceToDepth', [source], { blocksize: block }, result);
}

function isPermutation({ attributes }: Node, axes: readonly number[]): boolean {
  const perm = attributes['perm'];
  return Array.isArray(perm) && axes.every((axis, k) => perm[k] === axis);
}
