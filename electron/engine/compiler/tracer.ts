// What kernels build with: symbolic tensors that know how their axes lie in memory, and the graph they are appended to.
import { type Attribute, concreteShape, type Data, type DType, Graph, type Value } from './graph.ts';
import * as layout from './layout.ts';
import { type Order } from './layout.ts';

/** A traced tensor: physical axis k of `value` is logical axis order[k] of the TF.js tensor. */
export type Sym = { readonly value: Value; readonly order: Order };

/** The shape as TF.js sees it. */
export function shapeOf(x: Sym): number[] {
  return layout.toLogical(concreteShape(x.value), x.order);
}

export function rankOf(x: Sym): number {
  return x.order.length;
}

export function dtypeOf(x: Sym): DType {
  if (!x.value.dtype) throw new Error('a traced value without a type');
  return x.value.dtype;
}

/** Number data known while compiling, as it lies in memory; `undefined` for anything computed. */
export function dataOf(x: Sym): Data | undefined {
  return x.value.constant?.kind === 'data' ? x.value.constant.data : undefined;
}

export class Tracer {
  readonly graph = new Graph();

  /** Appends an operator whose output has this logical shape and lies in `order` (default: as TF.js has it). */
  emit(
    op: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, Attribute>>,
    out: { shape: readonly number[]; dtype: DType; order?: Order },
    domain = '',
  ): Sym {
    const order = out.order ?? layout.identity(out.shape.length);
    const type = { dtype: out.dtype, shape: layout.toPhysical(out.shape, order) };
    return { value: this.graph.node(op, inputs, attributes, type, domain), order };
  }

  /** An operator that keeps shape, order and (unless stated) type of `x`. */
  map(
    op: string,
    x: Sym,
    attributes: Readonly<Record<string, Attribute>> = {},
    more: Value[] = [],
    dtype?: DType,
  ): Sym {
    const type = { dtype: dtype ?? dtypeOf(x), shape: x.value.shape };
    return { value: this.graph.node(op, [x.value, ...more], attributes, type), order: x.order };
  }

  scalar(value: number, dtype: DType = 'float32'): Sym {
    return { value: this.graph.scalar(value, dtype === 'int32' ? 'int32' : 'float32'), order: [] };
  }

  /** The same tensor with its axes in another order: nothing, a constant rearranged now, a Reshape, or a Transpose. */
  inOrder(x: Sym, order: Order): Sym {
    if (layout.sameOrder(x.order, order)) return x;
    const axes = layout.permutation(x.order, order);
    const shape = concreteShape(x.value);
    const newShape = layout.toPhysical(shape, axes);
    const data = dataOf(x);
    if (data) return { value: this.graph.constant(transposeOnce(data, shape, axes), newShape, dtypeOf(x)), order };
    // Axes of size 1 move for free.
    const moved = axes.filter((axis) => shape[axis] !== 1);
    if (moved.every((axis, k) => k === 0 || axis > (moved[k - 1] ?? 0))) return this.view(x, newShape, order);
    return {
      value: this.graph.node('Transpose', [x.value], { perm: axes }, { dtype: x.value.dtype, shape: newShape }),
      order,
    };
  }

  /** Axes as TF.js has them. */
  logical(x: Sym): Sym {
    return this.inOrder(x, layout.identity(rankOf(x)));
  }

  /** The same memory under another physical shape. */
  view(x: Sym, physicalShape: readonly number[], order: Order): Sym {
    const data = dataOf(x);
    if (data) return { value: this.graph.constant(data, physicalShape, dtypeOf(x)), order };
    const type = { dtype: x.value.dtype, shape: physicalShape };
    const target = this.graph.ints(physicalShape);
    return { value: this.graph.node('Reshape', [x.value, target], {}, type), order };
  }

  /** `x` with logical axes of size 1 put in front until it has `rank`, lying in `order`; scalars stay as they are. */
  broadcastable(x: Sym, order: Order): Sym {
    const missing = order.length - rankOf(x);
    if (rankOf(x) === 0) return x;
    if (missing === 0) return this.inOrder(x, order);
    const ones = new Array<number>(missing).fill(1);
    const raised = this.view(
      x,
      [...ones, ...concreteShape(x.value)],
      [...layout.identity(missing), ...x.order.map((axis) => axis + missing)],
    );
    return this.inOrder(raised, order);
  }
}

/** Rearranged constants, kept as long as their originals: the same weights are traced several times. */
const rearranged = new WeakMap<object, Map<string, Data>>();

function transposeOnce(data: Data, shape: number[], axes: number[]): Data {
  const versions = rearranged.get(data) ?? new Map<string, Data>();
  rearranged.set(data, versions);
  const key = `${shape.join()}:${axes.join()}`;
  const done = versions.get(key) ?? layout.transposeData(data, shape, axes);
  versions.set(key, done);
  return done;
}
