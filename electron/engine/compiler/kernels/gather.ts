// Picking by index and its opposite, adding up by index: gather, one-hot, segment sums, scatter.
import * as tf from '@tensorflow/tfjs';
import { dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type DType } from '../graph.ts';
import { identity } from '../layout.ts';
import { binary, broadcast, cast, expand, filled } from './broadcast.ts';
import { type Kernel, kernel } from './kernel.ts';
import { reduce } from './reduce.ts';
import { relabel, reshape } from './shape.ts';

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

/** y[a…, i…, b…] = x[a…, indices[i…], b…] → Gather, on the axis as it lies. */
function gather(t: Tracer, x: Sym, indices: Sym, axis: number): Sym {
  const full = shapeOf(x);
  const added = rankOf(indices) - 1;
  const shape = [...full.slice(0, axis), ...shapeOf(indices), ...full.slice(axis + 1)];
  const order = x.order.flatMap((k) => (k === axis ? indices.order.map((i) => axis + i) : [k < axis ? k : k + added]));
  const at = { axis: x.order.indexOf(axis) };
  return t.emit('Gather', [x.value, indices.value], at, { shape, dtype: dtypeOf(x), order });
}

/** The same with leading axes that run along in both → GatherND, which needs the gathered axis right behind them. */
function gatherInBatches(t: Tracer, x: Sym, indices: Sym, axis: number, batch: number): Sym {
  const axes = identity(rankOf(x)).filter((k) => k !== axis);
  const near = t.logical(relabel(x, [...axes.slice(0, batch), axis, ...axes.slice(batch)]));
  const picked = cast(t, reshape(t, indices, [...shapeOf(indices), 1]), 'int64');
  const size = shapeOf(x);
  const between = size.slice(batch, axis); // ends up in front of the picked ones
  const own = shapeOf(indices).slice(batch);
  const shape = [...shapeOf(indices), ...between, ...size.slice(axis + 1)];
  const y = t.emit(
    'GatherND',
    [near.value, t.logical(picked).value],
    { batch_dims: batch },
    { shape, dtype: dtypeOf(x) },
  );
  const rest = identity(shape.length).slice(batch + own.length);
  return relabel(y, [
    ...identity(batch),
    ...rest.slice(0, between.length),
    ...own.map((_, k) => batch + k),
    ...rest.slice(between.length),
  ]);
}

/** y[i…] = x[indices[i…, 0], indices[i…, 1], …] → GatherND. */
function gatherNd(t: Tracer, params: Sym, indices: Sym): Sym {
  const depth = shapeOf(indices).at(-1) ?? 0;
  const shape = [...shapeOf(indices).slice(0, -1), ...shapeOf(params).slice(depth)];
  const inputs = [t.logical(params).value, t.logical(cast(t, indices, 'int64')).value];
  return t.emit('GatherND', inputs, {}, { shape, dtype: dtypeOf(params) });
}

/** y[i…, k] = on where indices[i…] = k, off elsewhere → comparison with 0, 1, 2, …; ONNX's OneHot counts −1 as the last. */
function oneHot(t: Tracer, indices: Sym, depth: number, on: number, off: number, dtype: DType): Sym {
  const counted = t.graph.constant(
    Int32Array.from({ length: depth }, (_, k) => k),
    [depth],
  );
  const column = reshape(t, cast(t, indices, 'int32'), [...shapeOf(indices), 1]);
  const hit = binary('Equal', 'bool')(t, column, { value: counted, order: [0] });
  if (on === 1 && off === 0) return cast(t, hit, dtype);
  return broadcast(t, 'Where', [hit, cast(t, t.scalar(on), dtype), cast(t, t.scalar(off), dtype)], dtype);
}

/**
 * y[s, d] = Σ of x[i, d] with ids[i] = s; others are left out → ScatterElements, which adds on one thread and so gives the same
 * sum every time, unlike ScatterND. A product with a one-hot matrix is up to ten times slower.
 */
function segmentSum(t: Tracer, x: Sym, ids: Sym, segments: number): Sym {
  const [count = 1, columns = 1] = shapeOf(x);
  const last = t.scalar(segments - 1, 'int32');
  const clipped = binary('Min')(t, binary('Max')(t, ids, t.scalar(0, 'int32')), last);
  const inside = reshape(t, binary('Equal', 'bool')(t, ids, clipped), [count, 1]);
  const kept = binary('Mul')(t, t.logical(x), cast(t, inside, dtypeOf(x)));
  const shape = [segments, columns];
  const rows = expand(t, reshape(t, clipped, [count, 1]), [count, columns]);
  const inputs = [filled(t, shape, 0, dtypeOf(x)).value, rows.value, kept.value];
  return t.emit('ScatterElements', inputs, { axis: 0, reduction: 'add' }, { shape, dtype: dtypeOf(x) });
}

/** Indices [i…, k] into the first k axes of `shape`, as one number for each: Σ index · stride. */
function flatIndices(t: Tracer, indices: Sym, shape: readonly number[]): Sym {
  const depth = shapeOf(indices).at(-1) ?? 0;
  const strides = Int32Array.from({ length: depth }, (_, k) => product(shape.slice(k + 1, depth)));
  const scaled = binary('Mul')(t, t.logical(indices), { value: t.graph.constant(strides, [depth]), order: [0] });
  return reshape(t, reduce(t, 'ReduceSum', scaled, -1, false), [product(shapeOf(indices).slice(0, -1))]);
}

function scatterNd(t: Tracer, indices: Sym, updates: Sym, shape: readonly number[]): Sym {
  const depth = shapeOf(indices).at(-1) ?? 0;
  const places = product(shape.slice(0, depth));
  const rows = reshape(t, updates, [product(shapeOf(indices).slice(0, -1)), product(shape.slice(depth))]);
  return reshape(t, segmentSum(t, rows, flatIndices(t, indices, shape), places), shape);
}

export const gathering: Kernel[] = [
  kernel<tf.GatherV2Inputs, tf.GatherV2Attrs>(tf.GatherV2, (t, { x, indices }, { axis, batchDims = 0 }) => {
    const whole = cast(t, indices, 'int32');
    const at = axis < 0 ? axis + rankOf(x) : axis;
    return batchDims === 0 ? gather(t, x, whole, at) : gatherInBatches(t, x, whole, at, batchDims);
  }),
  kernel<tf.GatherNdInputs>(tf.GatherNd, (t, { params, indices }) => gatherNd(t, params, indices)),
  kernel<tf.OneHotInputs, tf.OneHotAttrs>(tf.OneHot, (t, { indices }, { depth, onValue, offValue, dtype }) =>
    oneHot(t, indices, depth, onValue, offValue, dtype as DType),
  ),
  kernel<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs>(
    tf.UnsortedSegmentSum,
    (t, { x, segmentIds }, { numSegments }) => {
      const [count = 1, ...rest] = shapeOf(x);
      const sums = segmentSum(t, reshape(t, x, [count, product(rest)]), cast(t, segmentIds, 'int32'), numSegments);
      return reshape(t, sums, [numSegments, ...rest]);
    },
  ),
  kernel<tf.ScatterNdInputs, tf.ScatterNdAttrs>(tf.ScatterNd, (t, { indices, updates }, { shape }) =>
    scatterNd(t, cast(t, indices, 'int32'), updates, shape),
  ),
  // A copy of the tensor with some elements replaced → ScatterND; an index must not come twice.
  kernel<tf.TensorScatterUpdateInputs>(tf.TensorScatterUpdate, (t, { tensor, indices, updates }) => {
    const inputs = [t.logical(tensor), t.logical(cast(t, indices, 'int64')), t.logical(updates)];
    const out = { shape: shapeOf(tensor), dtype: dtypeOf(tensor) };
    return t.emit(
      'ScatterND',
      inputs.map(({ value }) => value),
      {},
      out,
    );
  }),
];
