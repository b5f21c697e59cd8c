// What a net needs for each pixel, derived from its graph: how far it looks, and how much it multiplies.
import { type Attribute, type Graph, type Node, type Value } from './graph.ts';

/**
 * `step`: input pixels from one element to the next, along height and width. `reach`: input pixels on each side of the
 * pixel that an element lies in. Both may be fractions after an enlargement.
 */
export type Field = { step: number; reach: number };

const EVERYTHING: Field = { step: 1, reach: Infinity };

/** Operators that compute an element from those at the same place. */
const POINTWISE = new Set(
  (
    'Abs Add Cast Ceil Clip Concat Cos Div Elu Erf Exp Floor HardSigmoid HardSwish Identity LeakyRelu Log Max Min Mul Neg PRelu ' +
    'Pow Reciprocal Relu Round Selu Sigmoid Sign Sin Softplus Softsign Split Sqrt Sub Sum Tanh Where BatchNormalization'
  ).split(' '),
);

/**
 * Input pixels on each side that can change an output pixel, for a net on pictures [n,c,h,w]. `Infinity` if every pixel can
 * (a global mean, say) or if an operator is met whose reach is not known.
 */
export function receptiveRadius(graph: Graph): number {
  const fields = fieldsOf(graph.nodes, picturesOf(graph));
  return Math.max(...graph.outputs.map(({ value }) => Math.ceil((fields.get(value) ?? EVERYTHING).reach - 1e-9)));
}

/** Multiplications of the graph's convolutions for each input pixel, as their definition has them. */
export function multiplicationsPerPixel(graph: Graph): number {
  const fields = fieldsOf(graph.nodes, picturesOf(graph));
  return graph.nodes
    .filter(({ op }) => op === 'Conv')
    .reduce((sum, { inputs: [, filter], outputs: [y] }) => {
      const taps = (filter?.shape ?? []).reduce<number>((product, size) => product * Number(size), 1);
      return sum + taps / ((y && fields.get(y)?.step) ?? 1) ** 2;
    }, 0);
}

function picturesOf({ inputs }: Graph): Map<Value, Field> {
  return new Map(inputs.map(({ value }) => [value, { step: 1, reach: 0 }]));
}

/**
 * The fields of everything that `nodes` compute of values whose fields are known, `starts` among them. Nothing is said of what
 * only depends on a picture's size, or on what `isOpaque` nodes compute.
 */
export function fieldsOf(
  nodes: readonly Node[],
  starts: ReadonlyMap<Value, Field>,
  isOpaque: (node: Node) => boolean = () => false,
): Map<Value, Field> {
  const fields = new Map(starts);
  for (const node of nodes) {
    const inputs = node.inputs.flatMap((value) => (value && fields.get(value)) ?? []);
    if (inputs.length === 0 || node.op === 'Shape' || isOpaque(node)) continue;
    const field = fieldAfter(node, {
      step: Math.min(...inputs.map(({ step }) => step)),
      reach: Math.max(...inputs.map(({ reach }) => reach)),
    });
    for (const output of node.outputs) fields.set(output, field);
  }
  return fields;
}

function fieldAfter(node: Node, { step, reach }: Field): Field {
  const { op, attributes } = node;
  if (POINTWISE.has(op)) return { step, reach };
  switch (op) {
    case 'Conv':
    case 'MaxPool':
    case 'AveragePool': {
      const stride = largest(attributes['strides'], 1);
      const kernel = largest(attributes['kernel_shape'], filterSide(node));
      const extent = (kernel - 1) * largest(attributes['dilations'], 1);
      const [before, after] = [Math.max(...ints(attributes['pads'], [0])), Math.min(...ints(attributes['pads'], [0]))];
      return { step: step * stride, reach: reach + Math.max(before, extent - after) * step };
    }
    case 'ConvTranspose': {
      const stride = largest(attributes['strides'], 1);
      const kernel = largest(attributes['kernel_shape'], filterSide(node));
      return { step: step / stride, reach: reach + (kernel - 1) * (step / stride) };
    }
    case 'DepthToSpace':
      return { step: step / largest(attributes['blocksize'], 1), reach };
    case 'SpaceToDepth': {
      const block = largest(attributes['blocksize'], 1);
      return { step: step * block, reach: reach + (block - 1) * step };
    }
    case 'Resize':
      return afterResize(node, { step, reach });
    case 'Pad':
      // Mirrored borders reach back into the picture only where a tile has none of its own.
      return { step, reach };
    default:
      return EVERYTHING;
  }
}

function afterResize(node: Node, { step, reach }: Field): Field {
  const scales = node.inputs[2]?.constant;
  const factor = scales?.kind === 'data' ? scales.data.at(-1) : undefined;
  if (!factor) return EVERYTHING;
  const { mode = 'nearest' } = node.attributes;
  const neighbours = mode === 'nearest' && Number.isInteger(factor) ? 0 : mode === 'cubic' ? 2 : 1;
  return { step: step / factor, reach: reach + neighbours * step };
}

function filterSide(node: Node): number {
  return Math.max(1, ...(node.inputs[1]?.shape ?? []).slice(2).map(Number));
}

function ints(value: Attribute | undefined, otherwise: readonly number[]): readonly number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? (value as readonly number[]) : otherwise;
}

function largest(value: Attribute | undefined, otherwise: number): number {
  return Math.max(...ints(value, [otherwise]));
}
