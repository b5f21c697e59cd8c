// Rewrites that leave every result as it is: unused operators dropped, pixel shuffles recognised.
import { type Graph, type Node, type Value } from '../graph.ts';
import { rewrite } from './rewrite.ts';

/** What the emitted file needs, with a Reshape–Transpose–Reshape pixel shuffle as one DepthToSpace. */
export function simplify(graph: Graph): Graph {
  return rewrite(graph, (node, inputs, out, { producer }) => pixelShuffle(node, inputs, out, producer));
}

/**
 * [n, b, b, c, h, w] or [n, c, b, b, h, w], transposed to [n, c, h, b, w, b] and merged to [n, c, h·b, w·b]: DepthToSpace in
 * its modes DCR (depth, column, row) and CRD.
 */
function pixelShuffle(
  node: Node,
  inputs: readonly (Value | null)[],
  out: Graph,
  producer: (value: Value) => Node | undefined,
) {
  const [merged] = inputs;
  const transpose = node.op === 'Reshape' && merged ? producer(merged) : undefined;
  const [split] = transpose?.inputs ?? [];
  const perm = transpose?.op === 'Transpose' ? JSON.stringify(transpose.attributes['perm']) : '';
  const mode = perm === '[0,3,4,1,5,2]' ? 'DCR' : perm === '[0,1,4,2,5,3]' ? 'CRD' : undefined;
  const reshape = split ? producer(split) : undefined;
  const [source] = reshape?.inputs ?? [];
  if (
    !mode ||
    reshape?.op !== 'Reshape' ||
    !source ||
    source.shape?.length !== 4 ||
    node.outputs[0]?.shape?.length !== 4
  ) {
    return undefined;
  }
  const [b1, b2] = mode === 'DCR' ? [split?.shape?.[1], split?.shape?.[2]] : [split?.shape?.[2], split?.shape?.[3]];
  if (typeof b1 !== 'number' || b1 !== b2) return undefined;
  return out.node('DepthToSpace', [source], { blocksize: b1, mode }, node.outputs[0]);
}
