// One result per element: arithmetic, comparisons, selection, casts.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../errors.ts';
import { type DType } from '../graph.ts';
import { identity } from '../layout.ts';
import { dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { binary, broadcast, cast, filled, onElements } from './broadcast.ts';
import { type Kernel, kernel, kernelOfMany } from './kernel.ts';

const add = binary('Add');
const sub = binary('Sub');
const mul = binary('Mul');
const div = binary('Div');
const floorDiv = (t: Tracer, a: Sym, b: Sym) =>
  dtypeOf(a) === 'int32'
    ? cast(t, t.map('Floor', div(t, cast(t, a, 'float32'), cast(t, b, 'float32'))), 'int32')
    : t.map('Floor', div(t, a, b));

/** The angle of (b, a): atan(a/b), half a turn further where b < 0, ±π/2 by the sign of a where b = 0. */
function atan2(t: Tracer, a: Sym, b: Sym): Sym {
  const below = (x: Sym) => binary('Less', 'bool')(t, x, t.scalar(0));
  const select = (...operands: Sym[]) => broadcast(t, 'Where', operands, 'float32');
  const half = select(below(b), select(below(a), t.scalar(-Math.PI), t.scalar(Math.PI)), t.scalar(0));
  const angle = add(t, t.map('Atan', div(t, a, b)), half);
  const upright = mul(t, t.map('Sign', a), t.scalar(Math.PI / 2));
  return select(binary('Equal', 'bool')(t, b, t.scalar(0)), upright, angle);
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
  [tf.Atan2, atan2],
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
  [
    tf.IsFinite,
    (t, x) =>
      t.map('Not', binary('Or', 'bool')(t, t.map('IsNaN', x, {}, [], 'bool'), t.map('IsInf', x, {}, [], 'bool'))),
  ],
  [tf.ZerosLike, (t, x) => filled(t, shapeOf(x), 0, dtypeOf(x))],
  [tf.OnesLike, (t, x) => filled(t, shapeOf(x), 1, dtypeOf(x))],
];

export const elementwise: Kernel[] = [
  ...unaries.map(([name, form]) =>
    kernel<tf.UnaryInputs>(name, (t, { x }) => onElements(t, x, (small) => form(t, small))),
  ),
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
