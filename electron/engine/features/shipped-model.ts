// The weights of a shipped model, for a net of the same build to start with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Value } from '../compiler/graph.ts';
import { fromHalf } from '../compiler/half.ts';
import { readOnnx } from '../compiler/read-onnx.ts';
import { resourceFolder } from '../resources.ts';

/** One constant of a layer, as ONNX has it: filters are [to,from,h,w]. */
export type ShippedWeights = { readonly data: Float32Array; readonly shape: readonly number[] };

/** The constants of all convolutions and PReLUs in their order: filter, bias, slopes, filter, … */
export function shippedWeights(id: string): ShippedWeights[] {
  const { nodes } = readOnnx(readFileSync(join(resourceFolder('models'), id, 'model.onnx')));
  // Filters in half precision are widened by a node each.
  const widened = new Map(nodes.filter(({ op }) => op === 'Cast').map((node) => [node.outputs[0], node.inputs[0]]));
  const layers = nodes.filter(({ op }) => op === 'Conv' || op === 'PRelu');
  return layers.flatMap(({ inputs }) =>
    inputs.slice(1).map((value) => numbersOf(widened.get(value ?? undefined) ?? value)),
  );
}

function numbersOf(value: Value | null | undefined): ShippedWeights {
  const { constant, shape = [] } = value ?? {};
  const sizes = shape.map(Number);
  if (constant?.kind === 'raw') return { data: fromHalf(constant.bytes), shape: sizes };
  if (constant?.kind === 'data' && constant.data instanceof Float32Array) return { data: constant.data, shape: sizes };
  throw new Error('a layer of the model has weights that are no constants');
}
