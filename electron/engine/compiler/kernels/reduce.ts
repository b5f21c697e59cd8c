// Many elements to one: sums, means, extremes, softmax, batch normalisation's statistics, pooling over axes.
import * as tf from '@tensorflow/tfjs';
import { dropAxes, physicalAxis, toPhysical } from '../layout.ts';
import { type DType } from '../graph.ts';
import { dtypeOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { cast } from './broadcast.ts';
import { type Kernel, kernel } from './kernel.ts';

/** Reduces logical axes. ReduceSum takes its axes as an input since opset 13, the others as an attribute until 18. */
export function reduce(t: Tracer, op: string, x: Sym, axis: number | number[] | undefined, keepDims: boolean): Sym {
  const full = shapeOf(x);
  const axes = tf.util.parseAxisParam(axis ?? full.map((_, k) => k), full);
  if (axes.length === 0) return x;
  const physical = axes.map((k) => physicalAxis(x.order, k)).sort((a, b) => a - b);
  const out = {
    shape: keepDims ? full.map((size, k) => (axes.includes(k) ? 1 : size)) : full.filter((_, k) => !axes.includes(k)),
    dtype: dtypeOf(x),
    order: keepDims ? x.order : dropAxes(x.order, axes),
  };
  const keepdims = keepDims ? 1 : 0;
  return op === 'ReduceSum'
    ? t.emit(op, [x.value, t.graph.ints(physical)], { keepdims }, out)
    : t.emit(op, [x.value], { axes: physical, keepdims }, out);
}

/** Through numbers: ONNX has no reduction of booleans. */
function reduceBool(t: Tracer, op: string, x: Sym, axis: number | number[], keepDims: boolean): Sym {
  return cast(t, reduce(t, op, cast(t, x, 'int32'), axis, keepDims), 'bool');
}

function argExtreme(t: Tracer, op: string, x: Sym, axis: number): Sym {
  const full = shapeOf(x);
  const at = axis < 0 ? axis + full.length : axis;
  const order = dropAxes(x.order, [at]);
  const shape = toPhysical(
    full.filter((_, k) => k !== at),
    order,
  );
  const attributes = { axis: physicalAxis(x.order, at), keepdims: 0 };
  const index = t.graph.node(op, [x.value], attributes, { dtype: 'int64' satisfies DType, shape });
  return cast(t, { value: index, order }, 'int32');
}

const withAxis: [name: string, op: string][] = [
  [tf.Sum, 'ReduceSum'],
  [tf.Mean, 'ReduceMean'],
  [tf.Min, 'ReduceMin'],
  [tf.Prod, 'ReduceProd'],
];

export const reduction: Kernel[] = [
  ...withAxis.map(([name, op]) =>
    kernel<tf.SumInputs, tf.SumAttrs>(name, (t, { x }, { axis, keepDims }) => {
      const numbers = dtypeOf(x) === 'bool' ? cast(t, x, 'int32') : x;
      return reduce(t, op, name === tf.Mean ? cast(t, numbers, 'float32') : numbers, axis, keepDims);
    }),
  ),
  kernel<tf.MaxInputs, tf.MaxAttrs>(tf.Max, (t, { x }, { reductionIndices, keepDims }) =>
    reduce(t, 'ReduceMax', x, reductionIndices, keepDims),
  ),
  kernel<tf.AllInputs, tf.AllAttrs>(tf.All, (t, { x }, { axis, keepDims }) =>
    reduceBool(t, 'ReduceMin', x, axis, keepDims),
  ),
  kernel<tf.AnyInputs, tf.AnyAttrs>(tf.Any, (t, { x }, { axis, keepDims }) =>
    reduceBool(t, 'ReduceMax', x, axis, keepDims),
  ),
  kernel<tf.ArgMaxInputs, tf.ArgMaxAttrs>(tf.ArgMax, (t, { x }, { axis }) => argExtreme(t, 'ArgMax', x, axis)),
  kernel<tf.ArgMinInputs, tf.ArgMinAttrs>(tf.ArgMin, (t, { x }, { axis }) => argExtreme(t, 'ArgMin', x, axis)),
  kernel<tf.SoftmaxInputs, tf.SoftmaxAttrs>(tf.Softmax, (t, { logits }, { dim }) =>
    t.map('Softmax', logits, { axis: physicalAxis(logits.order, dim) }),
  ),
];
