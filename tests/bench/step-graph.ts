// What is in the graph of a compiled training step: multiplications, nodes, transposes.
import { prepareForCpu } from '../../electron/engine/compiler/cpu/training.ts';
import { registerGradients } from '../../electron/engine/compiler/gradients/index.ts';
import {
  concreteShape,
  FILTER_GRADIENT,
  type Graph,
  INPUT_GRADIENT,
  type Node,
  type Value,
} from '../../electron/engine/compiler/graph.ts';
import { identity } from '../../electron/engine/compiler/layout.ts';
import { prune } from '../../electron/engine/compiler/passes/rewrite.ts';
import { simplify } from '../../electron/engine/compiler/passes/simplify.ts';
import { plainStorage } from '../../electron/engine/compiler/storage.ts';
import { trace } from '../../electron/engine/compiler/trace.ts';
import { type Reference, type Tensors } from '../reference/reference.ts';

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
  registerGradients();
  const { variables, inputs, step } = reference.build(1, 'full');
  const originals = Object.values(variables).map(({ dataId }) => dataId);
  const graph = trace(({ tracer, tensor, output }) => {
    for (const [name, variable] of Object.entries(variables)) {
      const { shape, perm } = plainStorage(variable.shape);
      const value = tracer.graph.input(`state/${name}`, 'float32', shape);
      variable.dataId = tensor({ value, order: perm }, name).dataId;
    }
    const given: Tensors = {};
    for (const [name, { shape, dtype = 'float32' }] of Object.entries(inputs)) {
      given[name] = tensor({ value: tracer.graph.input(name, dtype, shape), order: identity(shape.length) }, name);
    }
    for (const [name, loss] of Object.entries(step(given))) output(name, loss, []);
    for (const [name, variable] of Object.entries(variables)) {
      output(`next/${name}`, variable, plainStorage(variable.shape).perm);
    }
  });
  Object.values(variables).forEach((variable, k) => {
    variable.dataId = originals[k] as object;
    variable.dispose();
  });
  return simplify(prune(graph));
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
