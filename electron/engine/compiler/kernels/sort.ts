// The largest elements of the last axis.
import * as tf from '@tensorflow/tfjs';
import { physicalAxis, toPhysical } from '../layout.ts';
import { dtypeOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { cast } from './broadcast.ts';
import { type Kernel, kernel } from './kernel.ts';

/** Largest first, of equal ones the first one first, in both → TopK. */
function topK(t: Tracer, x: Sym, k: number): Sym[] {
  const shape = toPhysical([...shapeOf(x).slice(0, -1), k], x.order);
  const [values, indices] = t.graph.nodeOf(
    'TopK',
    [x.value, t.graph.ints([k])],
    { axis: physicalAxis(x.order, -1), largest: 1, sorted: 1 },
    [
      { dtype: dtypeOf(x), shape },
      { dtype: 'int64', shape },
    ],
  );
  if (!values || !indices) throw new Error('TopK has two results');
  return [{ value: values, order: x.order }, cast(t, { value: indices, order: x.order }, 'int32')];
}

export const sorting: Kernel[] = [kernel<tf.TopKInputs, tf.TopKAttrs>(tf.TopK, (t, { x }, { k }) => topK(t, x, k))];
