// The graph that tracing builds and passes rewrite: ONNX operators over values, without ONNX's file format.
import { type Dim, dimKey } from './dims.ts';

export type DType = 'float32' | 'float16' | 'int32' | 'int64' | 'bool' | 'uint8';

export type Data = Float32Array | Int32Array | Uint8Array;

/** Element data that is known while compiling. `ints` are 64-bit and may depend on the size of the inputs; `raw` is kept as it was read. */
export type Constant =
  { kind: 'data'; data: Data } | { kind: 'ints'; ints: readonly Dim[] } | { kind: 'raw'; bytes: Uint8Array };

/** A tensor in the graph. `shape` is as it lies in memory; `undefined` where tracing did not make it. */
export type Value = {
  readonly id: number;
  readonly dtype: DType | undefined;
  readonly shape: readonly Dim[] | undefined;
  readonly constant?: Constant;
};

export type Attribute =
  number | readonly number[] | string | { readonly float: number } | { readonly floats: readonly number[] };

/**
 * The domain of operators that ONNX has no good form for; lowering replaces them before a graph is written, differently for
 * each device. Both take the attributes of the Conv that they are a gradient of.
 */
export const OURS = 'atelier';
/** (dy, filter) → the gradient of a convolution's input. */
export const INPUT_GRADIENT = 'ConvInputGradient';
/** (x, dy) → the gradient of a convolution's filter. */
export const FILTER_GRADIENT = 'ConvFilterGradient';

/** One ONNX operator. A missing optional input is `null`. */
export type Node = {
  readonly op: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  readonly inputs: readonly (Value | null)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Value[];
};

export type TensorType = { dtype: DType | undefined; shape: readonly Dim[] | undefined };
export type Named = { name: string; value: Value };

let nextId = 1;

/**
 * Nodes in execution order. Nodes are hash-consed: asking for an operator that exists with the same inputs and
 * attributes gives the existing one, so common subexpressions never arise.
 */
export class Graph {
  readonly inputs: Named[] = [];
  readonly outputs: Named[] = [];
  readonly nodes: Node[] = [];
  private readonly known = new Map<string, Node>();
  private readonly constants = new Map<string, Value>();
  private readonly dataIds = new WeakMap<object, number>();

  /** Without a shape it takes tensors of any. */
  input(name: string, dtype: DType, shape?: readonly Dim[]): Value {
    const value = { id: nextId++, dtype, shape };
    this.inputs.push({ name, value });
    return value;
  }

  /** `data` is not copied; the same array with the same shape gives the same value. */
  constant(data: Data, shape: readonly number[], dtype?: DType): Value {
    const type = dtype ?? (data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'bool');
    const content = data.length <= 64 ? [...data].map((x) => (Object.is(x, -0) ? '-0' : x)).join() : this.idOf(data);
    return this.intern(`${type}[${shape.join()}]${content}`, {
      dtype: type,
      shape,
      constant: { kind: 'data', data },
    });
  }

  scalar(value: number, dtype: 'float32' | 'int32' = 'float32'): Value {
    return this.constant(dtype === 'float32' ? Float32Array.of(value) : Int32Array.of(value), []);
  }

  /** A 64-bit integer vector: shapes, axes, starts, pads. */
  ints(ints: readonly Dim[]): Value {
    return this.intern(`ints ${ints.map(dimKey).join()}`, {
      dtype: 'int64',
      shape: [ints.length],
      constant: { kind: 'ints', ints },
    });
  }

  /** A constant that is passed on as it was read from a file. */
  raw(bytes: Uint8Array, type: TensorType): Value {
    return { id: nextId++, dtype: type.dtype, shape: type.shape, constant: { kind: 'raw', bytes } };
  }

  /** Appends an operator with one output, or finds it. */
  node(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>>,
    type: TensorType,
    domain = '',
  ): Value {
    return this.nodeOf(op, inputs, attributes, [type], domain)[0] as Value;
  }

  nodeOf(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>>,
    types: readonly TensorType[],
    domain = '',
  ): readonly Value[] {
    const key = `${domain}:${op}(${inputs.map((input) => input?.id ?? '').join()})${JSON.stringify(attributes)}`;
    const existing = this.known.get(key);
    if (existing) return existing.outputs;
    const node: Node = {
      op,
      domain,
      inputs,
      attributes,
      outputs: types.map(({ dtype, shape }) => ({ id: nextId++, dtype, shape })),
    };
    this.known.set(key, node);
    this.nodes.push(node);
    return node.outputs;
  }

  output(name: string, value: Value): void {
    this.outputs.push({ name, value });
  }

  private intern(key: string, value: Omit<Value, 'id'>): Value {
    const existing = this.constants.get(key);
    if (existing) return existing;
    const made = { id: nextId++, ...value };
    this.constants.set(key, made);
    return made;
  }

  private idOf(data: object): string {
    const id = this.dataIds.get(data) ?? nextId++;
    this.dataIds.set(data, id);
    return `#${id}`;
  }
}

/** Whether two shapes, of values or plain lists, are the same; two unknown ones are not. */
export function sameShape(a: readonly Dim[] | undefined, b: readonly Dim[] | undefined): boolean {
  return a !== undefined && a.length === b?.length && a.every((dim, k) => dimKey(dim) === dimKey(b[k] ?? NaN));
}

/** The concrete shape of a value; throws where tracing did not make it concrete. */
export function concreteShape(value: Value): number[] {
  if (!value.shape) throw new Error('the shape of a value is unknown');
  return value.shape.map((dim) => {
    if (typeof dim !== 'number') throw new Error('the shape of a value depends on the input');
    return dim;
  });
}
