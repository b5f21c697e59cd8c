// Σ AₜᵀBₜ as one product: the gradient of a weight that every step of a sequence uses is one large product, not many small ones.
import { concreteShape, type Graph, type Node, sameShape, type Value } from '../graph.ts';
import { rewrite } from './rewrite.ts';

/** [A₁; A₂; …]ᵀ·[B₁; B₂; …] = Σ AₜᵀBₜ, with the factors one below the other. */
export function mergeProducts(graph: Graph): Graph {
  const made = new Map(graph.nodes.map((node) => [node.outputs[0], node] as const));
  const users = usersOf(graph);
  const usedOnce = (value: Value) => users.get(value)?.length === 1;
  const isInside = (node: Node) => {
    const [sum] = node.outputs;
    const user = sum && users.get(sum);
    return user?.length === 1 && user[0]?.op === 'Add' && isSum(user[0]);
  };
  /** What a tree of sums of one shape adds up; only what nothing else needs is taken apart. */
  const summands = (value: Value, isRoot = false): Value[] => {
    const node = made.get(value);
    if (node?.op !== 'Add' || !isSum(node) || !(isRoot || usedOnce(value))) return [value];
    return node.inputs.flatMap((input) => (input ? summands(input) : []));
  };
  return rewrite(graph, (node, _, out, { translated }) => {
    const [sum] = node.outputs;
    if (node.op !== 'Add' || !sum || !isSum(node) || isInside(node)) return undefined;
    const terms = summands(sum, true);
    const products = terms.flatMap((term) => {
      const product = made.get(term);
      return product && isTransposedProduct(product) && usedOnce(term) ? [{ term, product }] : [];
    });
    if (products.length < 2) return undefined;
    const below = (k: 0 | 1) => {
      const factors = products.flatMap(({ product }) => product.inputs[k] ?? []);
      const rows = factors.reduce((total, factor) => total + (concreteShape(factor)[0] ?? 0), 0);
      const type = { dtype: sum.dtype, shape: [rows, ...concreteShape(factors[0] as Value).slice(1)] };
      return out.node('Concat', factors.map(translated), { axis: 0 }, type);
    };
    const merged = out.node('Gemm', [below(0), below(1)], { transA: 1, transB: 0 }, sum);
    const others = terms.filter((term) => !products.some((product) => product.term === term));
    return others.reduce((total, term) => out.node('Add', [total, translated(term)], {}, sum), merged);
  });
}

/** Whether both operands have the shape of the result. */
function isSum({ inputs, outputs: [sum] }: Node): boolean {
  return inputs.every((input) => sameShape(input?.shape, sum?.shape));
}

function isTransposedProduct({ op, inputs, attributes }: Node): boolean {
  return op === 'Gemm' && inputs.length === 2 && attributes['transA'] === 1 && attributes['transB'] !== 1;
}

/** Operators that use a value, and one more for a value that is an output. */
function usersOf(graph: Graph): Map<Value, (Node | undefined)[]> {
  const users = new Map<Value, (Node | undefined)[]>();
  const note = (value: Value | null, user: Node | undefined) => {
    if (!value) return;
    const known = users.get(value);
    if (known) known.push(user);
    else users.set(value, [user]);
  };
  for (const node of graph.nodes) for (const input of node.inputs) note(input, node);
  for (const { value } of graph.outputs) note(value, undefined);
  return users;
}
