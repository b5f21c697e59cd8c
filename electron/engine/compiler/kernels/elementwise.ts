// One result per element: arithmetic, comparisons, selection, casts. Operands are broadcast as in NumPy, from the last axis.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../errors.ts';
import { type DType } from '../graph.ts';
import { identity, isIdentity, type Order } from '../layout.ts';
import { dataOf, dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type Kernel, kernel, kernelOfMany } from './kernel.ts';

/** The axis order that saves the most work: that of the first computed operand of full rank that is not as TF.js has it. */
export function commonOrder(operands: readonly Sym[], rank: number): Order {
  const full = operands.filter((x) => rankOf(x) === rank && !dataOf(x));
  return full.find((x) => !isIdentity(x.order))?.order ?? identity(rank);
}

/** Appends `op` on operands brought to one order. */
export function broadcast(t: Tracer, op: string, operands: readonly Sym[], dtype: DType): Sym {
  const shape = operands.map(shapeOf).reduce((all, one) => tf.backend_util.assertAndGetBroadcastShape(all, one));
  const order = commonOrder(operands, shape.length);
  const values = operands.map((x) => t.broadcastable(x, order).value);
  return t.emit(op, values, {}, { shape, dtype, order });
}

export function binary(op: string, dtype?: DType) {
  return (t: Tracer, a: Sym, b: Sym): Sym => broadcast(t, op, [a, b], dtype ?? dtypeOf(a));
}

const add = binary('Add');
const sub = binary('Sub');
const mul = binary('Mul');
const div = binary('Div');
const floorDiv = (t: Tracer, a: Sym, b: Sym) =>
  dtypeOf(a) === 'int32'
    ? cast(t, t.map('Floor', div(t, cast(t, a, 'float32'), cast(t, b, 'float32'))), 'int32')
    : t.map('Floor', div(t, a, b));

const ONNX_TYPES: Partial<Record<DType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** Fractions are cut off towards zero; anything but 0 is true. */
export function cast(t: Tracer, x: Sym, dtype: DType): Sym {
  if (dtypeOf(x) === dtype) return x;
  const to = ONNX_TYPES[dtype];
  if (to === undefined) throw new TraceError(`A cast to ${dtype} has no ONNX form.`);
  return t.map('Cast', x, { to }, [], dtype);
}

/** The same for every element: a constant expanded to the shape. */
export function filled(t: Tracer, shape: readonly number[], value: number, dtype: DType): Sym {
  const scalar = dtype === 'bool' ? t.graph.constant(Uint8Array.of(value), []) : t.scalar(value, dtype).value;
  return t.emit('Expand', [scalar, t.graph.ints(shape)], {}, { shape, dtype });
}

const binaries: [name: string, form: (t: Tracer, a: Sym, b: Sym) => Sym][] = [
  [tf.Add, add],
  [tf.Sub, sub],
  [tf.Multiply, mul],
  [tf.RealDiv, div],
  [tf.FloorDiv, floorDiv],
  [tf.Maximum, binary('Max')],
  [tf.Minimum, binary('Min')],
  [tf.Pow, binary('Pow')],
  // (a − b)²
  [tf.SquaredDifference, (t, a, b) => square(t, sub(t, a, b))],
  // a − b·⌊a/b⌋, with the sign of b
  [tf.Mod, (t, a, b) => sub(t, a, mul(t, b, floorDiv(t, a, b)))],
  [tf.Equal, binary('Equal', 'bool')],
  [tf.NotEqual, (t, a, b) => t.map('Not', binary('Equal', 'bool')(t, a, b))],
  [tf.Greater, binary('Greater', 'bool')],
  [tf.GreaterEqual, binary('GreaterOrEqual', 'bool')],
  [tf.Less, binary('Less', 'bool')],
  [tf.LessEqual, binary('LessOrEqual', 'bool')],
  [tf.LogicalAnd, binary('And', 'bool')],
  [tf.LogicalOr, binary('Or', 'bool')],
];

const square = (t: Tracer, x: Sym) => mul(t, x, x);
const same = (op: string) => (t: Tracer, x: Sym) => t.map(op, x);

const unaries: [name: string, form: (t: Tracer, x: Sym) => Sym][] = [
  [tf.Identity, (_, x) => x],
  [tf.Abs, same('Abs')],
  [tf.Neg, same('Neg')],
  [tf.Sign, same('Sign')],
  [tf.Floor, same('Floor')],
  [tf.Ceil, same('Ceil')],
  // To the nearest even number at one half, in both.
  [tf.Round, same('Round')],
  [tf.Reciprocal, same('Reciprocal')],
  [tf.Square, square],
  [tf.Sqrt, same('Sqrt')],
  [tf.Rsqrt, (t, x) => t.map('Reciprocal', t.map('Sqrt', x))],
  [tf.Exp, same('Exp')],
  [tf.Expm1, (t, x) => sub(t, t.map('Exp', x), t.scalar(1))],
  [tf.Log, same('Log')],
  [tf.Log1p, (t, x) => t.map('Log', add(t, x, t.scalar(1)))],
  [tf.Sin, same('Sin')],
  [tf.Cos, same('Cos')],
  [tf.Tan, same('Tan')],
  [tf.Asin, same('Asin')],
  [tf.Acos, same('Acos')],
  [tf.Atan, same('Atan')],
  [tf.Sinh, same('Sinh')],
  [tf.Cosh, same('Cosh')],
  [tf.Asinh, same('Asinh')],
  [tf.Acosh, same('Acosh')],
  [tf.Atanh, same('Atanh')],
  [tf.Erf, same('Erf')],
  [tf.LogicalNot, same('Not')],
  [tf.IsNan, (t, x) => t.map('IsNaN', x, {}, [], 'bool')],
  [tf.IsInf, (t, x) => t.map('IsInf', x, {}, [], 'bool')],
  [tf.ZerosLike, (t, x) => filled(t, shapeOf(x), 0, dtypeOf(x))],
  [tf.OnesLike, (t, x) => filled(t, shapeOf(x), 1, dtypeOf(x))],
];

export const elementwise: Kernel[] = [
  ...unaries.map(([name, form]) => kernel<tf.UnaryInputs>(name, (t, { x }) => form(t, x))),
  ...binaries.map(([name, form]) => kernel<tf.BinaryInputs>(name, (t, { a, b }) => form(t, a, b))),
  kernelOfMany(tf.AddN, (t, inputs) => inputs.reduce((sum, x) => add(t, sum, x))),
  kernel<tf.CastInputs, tf.CastAttrs>(tf.Cast, (t, { x }, { dtype }) => cast(t, x, dtype as DType)),
  // 1 where x > 0, alpha elsewhere
  kernel<tf.StepInputs, tf.StepAttrs>(tf.Step, (t, { x }, { alpha }) =>
    broadcast(t, 'Where', [binary('Greater', 'bool')(t, x, t.scalar(0)), t.scalar(1), t.scalar(alpha)], 'float32'),
  ),
  // t where the condition holds, e elsewhere; a condition of rank 1 chooses along the first axis
  kernel<tf.SelectInputs>(tf.Select, (t, { condition, t: yes, e: no }) => {
    const raised = rankOf(condition) === 1 && rankOf(yes) > 1;
    const chosen = raised
      ? t.view(condition, [...shapeOf(condition), ...new Array<number>(rankOf(yes) - 1).fill(1)], identity(rankOf(yes)))
      : condition;
    return broadcast(t, 'Where', [chosen, yes, no], dtypeOf(yes));
  }),
  kernel<object, tf.FillAttrs>(tf.Fill, (t, _, { shape, value, dtype }) => {
    if (typeof value !== 'number') throw new TraceError('Text has no place in a graph.');
    return filled(t, shape, value, (dtype ?? 'float32') as DType);
  }),
];
