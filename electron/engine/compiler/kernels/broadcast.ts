// Operators on operands that are broadcast to each other, as in NumPy from the last axis, and elements that are all the same.
//
// An expanded value is remembered with what it was expanded from. Operators that broadcast anyway take the small one, so that
// gradients of sums and means, and the zeros and ones that TF.js makes on its tape, are rarely written out.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../errors.ts';
import { concreteShape, type DType, type Value } from '../graph.ts';
import { identity, isIdentity, type Order, preferred, toPhysical } from '../layout.ts';
import { dataOf, dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';

/** The axis order that saves the most work: that of the first computed operand of full rank that is not as TF.js has it. */
export function commonOrder(operands: readonly Sym[], rank: number): Order {
  const full = operands.filter((x) => rankOf(x) === rank && !dataOf(x));
  return full.find((x) => !isIdentity(x.order))?.order ?? identity(rank);
}

/** What a value was expanded from: of the same rank with ones, or a scalar. */
const sources = new WeakMap<Value, Value>();

/** The small value that `x` repeats, or `x`. */
export function compact(x: Sym): Sym {
  const source = sources.get(x.value);
  return source ? { value: source, order: concreteShape(source).length === 0 ? [] : x.order } : x;
}

/** `x` repeated along axes of size 1, and along new ones in front → Expand. */
export function expand(t: Tracer, x: Sym, shape: readonly number[]): Sym {
  if (String(shapeOf(x)) === String(shape)) return x;
  const small = compact(x);
  // A scalar lies in any order.
  const free = rankOf(small) === 0 ? preferred(shape.length) : identity(shape.length);
  const order = rankOf(small) === shape.length ? small.order : free;
  const raised = t.broadcastable(small, order);
  const target = t.graph.ints(toPhysical(shape, order));
  const y = t.emit('Expand', [raised.value, target], {}, { shape, dtype: dtypeOf(x), order });
  sources.set(y.value, raised.value);
  return y;
}

/** The same for every element: a constant expanded to the shape. */
export function filled(t: Tracer, shape: readonly number[], value: number, dtype: DType): Sym {
  const scalar = dtype === 'bool' ? t.graph.constant(Uint8Array.of(value), []) : t.scalar(value, dtype).value;
  return expand(t, { value: scalar, order: [] }, shape);
}

const uniformData = new WeakMap<object, number | null>();

/** The number that all elements of `x` are, if that is known while tracing. */
function uniform(x: Sym): number | undefined {
  const data = dataOf(compact(x));
  if (!data || data.length === 0) return undefined;
  const first = data[0] ?? NaN;
  const known = uniformData.get(data) ?? (data.every((value) => value === first) ? first : null);
  uniformData.set(data, known);
  return known ?? undefined;
}

/** Operations that change nothing, or give zero whatever the other operand is. */
function trivial(t: Tracer, op: string, a: Sym, b: Sym, shape: readonly number[]): Sym | undefined {
  if (dtypeOf(a) !== dtypeOf(b)) return undefined;
  const [left, right] = [uniform(a), uniform(b)];
  if ((op === 'Add' || op === 'Sub') && right === 0) return expand(t, a, shape);
  if (op === 'Add' && left === 0) return expand(t, b, shape);
  if ((op === 'Mul' || op === 'Div') && right === 1) return expand(t, a, shape);
  if (op === 'Mul' && left === 1) return expand(t, b, shape);
  if (op === 'Mul' && (left === 0 || right === 0)) return filled(t, shape, 0, dtypeOf(a));
  return undefined;
}

/** Appends `op` on operands brought to one order. */
export function broadcast(t: Tracer, op: string, operands: readonly Sym[], dtype: DType): Sym {
  const shape = commonShape(operands);
  const [a, b] = operands;
  const done = a && b && operands.length === 2 ? trivial(t, op, a, b, shape) : undefined;
  if (done) return done;
  const small = operands.map(compact);
  const order = commonOrder(small, shape.length);
  const values = small.map((x) => t.broadcastable(x, order).value);
  return expand(t, t.emit(op, values, {}, { shape: commonShape(small, shape.length), dtype, order }), shape);
}

function commonShape(operands: readonly Sym[], rank = 0): number[] {
  return operands
    .map(shapeOf)
    .reduce((all, one) => tf.backend_util.assertAndGetBroadcastShape(all, one), new Array<number>(rank).fill(1));
}

export function binary(op: string, dtype?: DType) {
  return (t: Tracer, a: Sym, b: Sym): Sym => broadcast(t, op, [a, b], dtype ?? dtypeOf(a));
}

/** A function of single elements, applied before they are repeated. */
export function onElements(t: Tracer, x: Sym, form: (x: Sym) => Sym): Sym {
  return expand(t, form(compact(x)), shapeOf(x));
}

const ONNX_TYPES: Partial<Record<DType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** Fractions are cut off towards zero; anything but 0 is true. */
export function cast(t: Tracer, x: Sym, dtype: DType): Sym {
  if (dtypeOf(x) === dtype) return x;
  const to = ONNX_TYPES[dtype];
  if (to === undefined) throw new TraceError(`A cast to ${dtype} has no ONNX form.`);
  return onElements(t, x, (small) => t.map('Cast', small, { to }, [], dtype));
}
