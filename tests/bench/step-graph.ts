// What is in the graph of a compiled training step: multiplications, nodes, transposes.
import { prepareForCpu } from '../../electron/engine/compiler/cpu/training.ts';
import {
  concreteShape,
  FILTER_GRADIENT,
  type Graph,
  INPUT_GRADIENT,
  type Node,
  type Value,
} from '../../electron/engine/compiler/graph.ts';
import { mergeProducts } from '../../electron/engine/compiler/passes/merge-products.ts';
import { simplify } from '../../electron/engine/compiler/passes/simplify.ts';
import { TrainingState } from '../../electron/engine/compiler/state.ts';
import { traceStep } from '../../electron/engine/compiler/trace-step.ts';
import { type Reference } from '../reference/reference.ts';

export type StepGraph = {
  /** Of convolutions and matrix products, as plain convolutions would do them; all else is small beside them. */
  multiplications: number;
  /** In the form that runs on the CPU. */
  nodes: number;
  transposes: number;
};

export async function stepGraph(reference: Reference): Promise<StepGraph> {
  const graph = traced(reference);
  const { nodes } = (await prepareForCpu(graph, new Map())).graph;
  return {
    multiplications: graph.nodes.reduce((sum, node) => sum + multiplications(node), 0),
    nodes: nodes.length,
    transposes: nodes.filter(({ op }) => op === 'Transpose').length,
  };
}

/** As compile traces it, before any device has its own form. */
function traced(reference: Reference): Graph {
  const { variables, inputs, step } = reference.build(1, 'full');
  const graph = mergeProducts(simplify(traceStep(step, new TrainingState(variables, 1), inputs)));
  for (const variable of Object.values(variables)) variable.dispose();
  return graph;
}

function multiplications({ op, inputs: [a, b], attributes, outputs: [y] }: Node): number {
  if (!a || !b || !y) return 0;
  switch (op) {
    case 'Conv':
      return size(y) * taps(b);
    case 'ConvTranspose':
    case INPUT_GRADIENT:
      return size(a) * taps(b);
    case FILTER_GRADIENT:
      return size(b) * taps(y);
    case 'MatMul':
      return size(y) * (concreteShape(a).at(-1) ?? 1);
    case 'Gemm':
      return size(y) * (concreteShape(a)[attributes['transA'] === 1 ? 0 : 1] ?? 1);
    default:
      return 0;
  }
}

const size = (value: Value): number => concreteShape(value).reduce((product, n) => product * n, 1);

/** Numbers of a filter that one number of its first axis's side meets: [o,i,h,w] → i·h·w. */
const taps = (filter: Value): number => size(filter) / (concreteShape(filter)[0] ?? 1);
