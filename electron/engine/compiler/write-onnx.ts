// Writes a graph as an ONNX file (opset 17), the sizes it depends on computed from its inputs.
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import { type Dim, dimKey, type DimExpression } from './dims.ts';
import { type Attribute, type DType, type Graph, type Node, type Value } from './graph.ts';
import { toHalf } from './half.ts';

const { onnx } = onnxProto;

const OPSET = 17;
const IR_VERSION = 8;
/** Constants at least this long are filters; shorter ones (biases, slopes) cost nothing in full precision. */
const FILTER_LENGTH = 1024;

export const ONNX_TYPE: Record<DType, number> = {
  float32: onnx.TensorProto.DataType.FLOAT,
  uint8: onnx.TensorProto.DataType.UINT8,
  int32: onnx.TensorProto.DataType.INT32,
  int64: onnx.TensorProto.DataType.INT64,
  bool: onnx.TensorProto.DataType.BOOL,
  float16: onnx.TensorProto.DataType.FLOAT16,
};

export type WriteOptions = {
  /** `fp16`: filters lie in the file in half precision and are widened when it is loaded, once; arithmetic stays fp32. */
  weights?: 'fp16' | 'fp32';
  /** Stated in the file. */
  producer?: string;
  metadata?: Readonly<Record<string, string>>;
};

export function writeOnnx(
  graph: Graph,
  { weights = 'fp32', producer = 'Atelier', metadata = {} }: WriteOptions = {},
): Uint8Array {
  const writer = new Writer(graph, weights);
  const model = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    producerName: producer,
    opsetImport: writer.opsets(),
    graph: writer.graphProto(),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return onnx.ModelProto.encode(model).finish();
}

class Writer {
  private readonly graph: Graph;
  private readonly weights: 'fp16' | 'fp32';
  private readonly names = new Map<Value, string>();
  private readonly nodes: Onnx.INodeProto[] = [];
  private readonly initializers: Onnx.ITensorProto[] = [];
  private readonly dimNames = new Map<string, string>();

  constructor(graph: Graph, weights: 'fp16' | 'fp32') {
    this.graph = graph;
    this.weights = weights;
  }

  opsets(): Onnx.IOperatorSetIdProto[] {
    const domains = new Set(this.graph.nodes.map((node) => node.domain));
    return [{ domain: '', version: OPSET }, ...[...domains].filter(Boolean).map((domain) => ({ domain, version: 1 }))];
  }

  graphProto(): Onnx.IGraphProto {
    for (const { name, value } of this.graph.inputs) this.names.set(value, name);
    for (const { name, value } of this.graph.outputs) {
      if (!value.constant && !this.names.has(value)) this.names.set(value, name);
    }
    for (const node of this.graph.nodes) this.node(node);
    // An output that is an input, a constant or another output needs a name of its own.
    for (const { name, value } of this.graph.outputs) {
      const source = this.name(value);
      if (source !== name) this.nodes.push({ opType: 'Identity', input: [source], output: [name] });
    }
    return {
      name: 'main',
      node: this.nodes,
      initializer: this.initializers,
      input: this.graph.inputs.map(({ name, value }) => valueInfo(name, value)),
      output: this.graph.outputs.map(({ name, value }) => valueInfo(name, value)),
    };
  }

  private node(node: Node): void {
    const input = node.inputs.map((value) => (value ? this.name(value) : ''));
    this.nodes.push({
      opType: node.op,
      domain: node.domain,
      name: `${node.op}_${this.nodes.length}`,
      input,
      output: node.outputs.map((value) => this.name(value)),
      attribute: Object.entries(node.attributes).map(([name, value]) => attribute(name, value)),
    });
  }

  private name(value: Value): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const name = value.constant ? this.constant(value) : `v${this.names.size}`;
    this.names.set(value, name);
    return name;
  }

  private constant(value: Value): string {
    const { constant, dtype, shape } = value;
    if (!constant) throw new Error('not a constant');
    if (constant.kind === 'ints') return this.ints(constant.ints);
    if (constant.kind === 'raw') return this.initializer(dtype ?? 'float32', shape ?? [], constant.bytes);
    const { data } = constant;
    const half = this.weights === 'fp16' && data instanceof Float32Array && data.length >= FILTER_LENGTH;
    if (!half) return this.initializer(dtype ?? 'float32', shape ?? [], bytesOf(data));
    const stored = this.initializer('float16', shape ?? [], toHalf(data));
    return this.small('Cast', [stored], [attribute('to', ONNX_TYPE.float32)]);
  }

  private initializer(dtype: DType, shape: readonly Dim[], rawData: Uint8Array): string {
    const name = `c${this.initializers.length}`;
    this.initializers.push({ name, dataType: ONNX_TYPE[dtype], dims: shape.map(Number), rawData });
    return name;
  }

  /** An integer vector: a constant, or the concatenation of numbers computed from the inputs' shapes. */
  private ints(ints: readonly Dim[]): string {
    if (ints.every((dim) => typeof dim === 'number')) return this.int64(ints);
    return this.small(
      'Concat',
      ints.map((dim) => this.dim(dim)),
      [attribute('axis', 0)],
    );
  }

  private int64(ints: readonly number[]): string {
    return this.initializer('int64', [ints.length], bytesOf(BigInt64Array.from(ints.map(BigInt))));
  }

  /** A vector of one integer. */
  private dim(dim: Dim): string {
    const key = dimKey(dim);
    const known = this.dimNames.get(key);
    if (known !== undefined) return known;
    const name = typeof dim === 'number' ? this.int64([dim]) : this.expression(dim);
    this.dimNames.set(key, name);
    return name;
  }

  /** Σ times·Πdims / over. Sizes are never negative, so that integer division rounds down. */
  private expression({ terms, over }: DimExpression): string {
    const sum = terms
      .map(({ dims, times }) =>
        [...dims.map((name) => this.size(name)), this.dim(times)].reduce((a, b) => this.small('Mul', [a, b])),
      )
      .reduce((a, b) => this.small('Add', [a, b]));
    return over === 1 ? sum : this.small('Div', [sum, this.dim(over)]);
  }

  /** The size of an input that is called `name`. */
  private size(name: string): string {
    const known = this.dimNames.get(name);
    if (known !== undefined) return known;
    for (const { name: input, value } of this.graph.inputs) {
      const axis = (value.shape ?? []).findIndex((dim) => typeof dim !== 'number' && isJust(dim, name));
      if (axis < 0) continue;
      const shape = this.small('Shape', [input]);
      const size = this.small('Gather', [shape, this.dim(axis)]);
      this.dimNames.set(name, size);
      return size;
    }
    throw new Error(`no input has a size called ${name}`);
  }

  private small(opType: string, input: string[], attributes: Onnx.IAttributeProto[] = []): string {
    const output = `s${this.nodes.length}`;
    this.nodes.push({ opType, name: `${opType}_${this.nodes.length}`, input, output: [output], attribute: attributes });
    return output;
  }
}

function isJust({ terms, over }: DimExpression, name: string): boolean {
  const [term] = terms;
  return over === 1 && terms.length === 1 && term?.times === 1 && term.dims.length === 1 && term.dims[0] === name;
}

function attribute(name: string, value: Attribute): Onnx.IAttributeProto {
  const Type = onnx.AttributeProto.AttributeType;
  if (typeof value === 'number') return { name, type: Type.INT, i: value };
  if (typeof value === 'string') return { name, type: Type.STRING, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: Type.FLOAT, f: value.float };
  if ('floats' in value) return { name, type: Type.FLOATS, floats: [...value.floats] };
  return { name, type: Type.INTS, ints: [...value] };
}

function valueInfo(name: string, value: Value): Onnx.IValueInfoProto {
  const dim = (size: Dim): Onnx.TensorShapeProto.IDimension =>
    typeof size === 'number' ? { dimValue: size } : { dimParam: dimText(size) };
  const shape = value.shape && { dim: value.shape.map(dim) };
  return { name, type: { tensorType: { elemType: ONNX_TYPE[value.dtype ?? 'float32'], shape } } };
}

/** For people who look at the file: `h`, `4*h`, `(h+1)/2`. */
function dimText({ terms, over }: DimExpression): string {
  const sum = terms
    .map(({ dims, times }) => [...(times === 1 && dims.length > 0 ? [] : [times]), ...dims].join('*'))
    .join('+');
  return over === 1 ? sum : `(${sum})/${over}`;
}

function bytesOf(data: Float32Array | Int32Array | Uint8Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
