// Reads an ONNX file as a graph, to look at it or to rewrite it for a device.
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { type Attribute, type DType, Graph, type TensorType, type Value } from './graph.ts';
import { ONNX_TYPE } from './write-onnx.ts';

const { onnx } = onnxProto;
const DTYPES = new Map(Object.entries(ONNX_TYPE).map(([dtype, code]) => [code, dtype as DType]));

/** The graph uses something that `Graph` cannot hold: subgraphs, weights in other files, rare types. */
export class UnreadableGraph extends Error {
  override readonly name = 'UnreadableGraph';
}

/** Throws `UnreadableGraph` for a valid file that is beyond us, and another error for a damaged one. */
export function readOnnx(bytes: Uint8Array): Graph {
  const { graph: proto } = onnx.ModelProto.decode(bytes);
  if (!proto) throw new Error('the file holds no graph');
  const graph = new Graph();
  const values = new Map<string, Value>();
  for (const tensor of proto.initializer ?? []) values.set(tensor.name ?? '', constant(graph, tensor));
  for (const info of proto.input ?? []) {
    if (!values.has(info.name ?? '')) values.set(info.name ?? '', input(graph, info));
  }
  for (const node of proto.node ?? []) {
    const inputs = (node.input ?? []).map((name) => (name === '' ? null : known(values, name)));
    const attributes = Object.fromEntries((node.attribute ?? []).map((entry) => [entry.name ?? '', attribute(entry)]));
    const types = (node.output ?? []).map((): TensorType => ({ dtype: undefined, shape: undefined }));
    const outputs = graph.nodeOf(node.opType ?? '', inputs, attributes, types, node.domain ?? '');
    (node.output ?? []).forEach((name, k) => values.set(name, outputs[k] as Value));
  }
  for (const { name } of proto.output ?? []) graph.output(name ?? '', known(values, name ?? ''));
  return graph;
}

function known(values: Map<string, Value>, name: string): Value {
  const value = values.get(name);
  if (!value) throw new Error(`the graph uses “${name}”, which nothing makes`);
  return value;
}

function input(graph: Graph, { name, type }: Onnx.IValueInfoProto): Value {
  const dtype = DTYPES.get(type?.tensorType?.elemType ?? 0);
  if (!dtype) throw new UnreadableGraph(`input “${name}” has a type that is not supported`);
  const dims = (type?.tensorType?.shape?.dim ?? []).map(({ dimValue, dimParam }, axis) => {
    const size = Number(dimValue ?? 0);
    return size > 0 ? size : { terms: [{ dims: [dimParam || `${name}_${axis}`], times: 1 }], over: 1 };
  });
  return graph.input(name ?? '', dtype, dims);
}

function constant(graph: Graph, tensor: Onnx.ITensorProto): Value {
  if (tensor.dataLocation === onnx.TensorProto.DataLocation.EXTERNAL)
    throw new UnreadableGraph('weights in another file');
  const dtype = DTYPES.get(tensor.dataType ?? 0);
  const shape = (tensor.dims ?? []).map(Number);
  // Aligned copies: typed arrays need it.
  const raw = tensor.rawData?.length ? Uint8Array.from(tensor.rawData) : undefined;
  if (!dtype) throw new UnreadableGraph(`a constant of type ${tensor.dataType ?? 0}`);
  switch (dtype) {
    case 'float32':
      return graph.constant(raw ? new Float32Array(raw.buffer) : Float32Array.from(tensor.floatData ?? []), shape);
    case 'int32':
      return graph.constant(raw ? new Int32Array(raw.buffer) : Int32Array.from(tensor.int32Data ?? []), shape);
    case 'int64': {
      const ints = raw ? [...new BigInt64Array(raw.buffer)].map(Number) : (tensor.int64Data ?? []).map(Number);
      if (shape.length === 1) return graph.ints(ints);
      return graph.raw(new Uint8Array(BigInt64Array.from(ints.map(BigInt)).buffer), { dtype, shape });
    }
    case 'float16':
    case 'bool':
    case 'uint8':
      if (raw) return graph.raw(raw, { dtype, shape });
      throw new UnreadableGraph(`a constant of type ${dtype} in pieces`);
  }
}

function attribute(entry: Onnx.IAttributeProto): Attribute {
  const Type = onnx.AttributeProto.AttributeType;
  const { type } = entry;
  if (type === Type.INT) return Number(entry.i);
  if (type === Type.INTS) return (entry.ints ?? []).map(Number);
  if (type === Type.FLOAT) return { float: entry.f ?? 0 };
  if (type === Type.FLOATS) return { floats: entry.floats ?? [] };
  if (type === Type.STRING) return new TextDecoder().decode(entry.s ?? new Uint8Array());
  throw new UnreadableGraph(`attribute “${entry.name}” has type ${type ?? 'none'}`);
}
