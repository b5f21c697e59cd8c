// Running sums and products along one axis.
import * as tf from '@tensorflow/tfjs';
import { physicalAxis } from '../layout.ts';
import { dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { binary, cast } from './broadcast.ts';
import { type Kernel, kernel } from './kernel.ts';
import { padded } from './pad.ts';
import { slice } from './shape.ts';

/** `exclusive` leaves the element itself out, `reverse` runs from the end. */
type Running = { axis: number; exclusive: boolean; reverse: boolean };

/** y[i] = Σ x[k], k ≤ i → CumSum. */
function cumsum(t: Tracer, x: Sym, { axis, exclusive, reverse }: Running): Sym {
  const along = t.graph.scalar(physicalAxis(x.order, axis), 'int32');
  return t.map('CumSum', x, { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 }, [along]);
}

/** y[i] = Π x[k], k ≤ i, by doubling: products of 2, 4, 8, … neighbours. ONNX has no operator for it. */
function cumprod(t: Tracer, x: Sym, { axis, exclusive, reverse }: Running): Sym {
  const at = axis < 0 ? axis + rankOf(x) : axis;
  const size = shapeOf(x)[at] ?? 1;
  /** Moved by `by` places along the axis, ones moving in. */
  const shifted = (y: Sym, by: number) => {
    const kept = slice(t, y, [{ axis: at, begin: reverse ? by : 0, end: reverse ? size : size - by, step: 1 }]);
    const ones = shapeOf(x).map((_, k): [number, number] => (k !== at ? [0, 0] : reverse ? [0, by] : [by, 0]));
    return padded(t, kept, ones, 'constant', 1);
  };
  let y = exclusive ? shifted(x, 1) : x;
  for (let by = 1; by < size; by *= 2) y = binary('Mul')(t, y, shifted(y, by));
  return y;
}

const numbers = (t: Tracer, x: Sym) => (dtypeOf(x) === 'bool' ? cast(t, x, 'int32') : x);

export const cumulative: Kernel[] = [
  kernel<tf.CumsumInputs, tf.CumsumAttrs>(tf.Cumsum, (t, { x }, attrs) => cumsum(t, numbers(t, x), attrs)),
  kernel<tf.CumprodInputs, tf.CumprodAttrs>(tf.Cumprod, (t, { x }, attrs) => cumprod(t, numbers(t, x), attrs)),
];
