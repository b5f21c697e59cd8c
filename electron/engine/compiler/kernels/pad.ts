// Padding: with a constant, or with the picture mirrored at its edge.
import * as tf from '@tensorflow/tfjs';
import { toPhysical } from '../layout.ts';
import { dtypeOf, rankOf, shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { type Kernel, kernel } from './kernel.ts';
import { concat, slice } from './shape.ts';

type Paddings = readonly (readonly [number, number])[];

/** ONNX Pad, its amounts given for each axis as TF.js has them. */
export function padded(t: Tracer, x: Sym, paddings: Paddings, mode: string, value?: number): Sym {
  const physical = toPhysical(paddings, x.order);
  const pads = t.graph.ints([...physical.map(([before]) => before), ...physical.map(([, after]) => after)]);
  const shape = shapeOf(x).map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  const inputs = [x.value, pads, ...(value === undefined ? [] : [t.scalar(value, dtypeOf(x)).value])];
  return t.emit('Pad', inputs, { mode }, { shape, dtype: dtypeOf(x), order: x.order });
}

export function pad(t: Tracer, x: Sym, paddings: Paddings, value: number): Sym {
  return paddings.every(([before, after]) => before + after === 0) ? x : padded(t, x, paddings, 'constant', value);
}

/** `reflect` leaves the edge out of the mirror image (c b | a b c), `symmetric` repeats it (b a | a b c). */
function mirrorPad(t: Tracer, x: Sym, paddings: Paddings, mode: 'reflect' | 'symmetric'): Sym {
  if (mode === 'reflect') return padded(t, x, paddings, 'reflect');
  // One repeated element is ONNX's edge mode; more have no mode of their own.
  if (paddings.every(([before, after]) => before <= 1 && after <= 1)) return padded(t, x, paddings, 'edge');
  let y = x;
  for (let axis = 0; axis < rankOf(x); axis++) {
    const [before, after] = paddings[axis] ?? [0, 0];
    const size = shapeOf(y)[axis] ?? 0;
    // Cut out first, then turned around: WebGPU gets both in one Slice wrong.
    const mirrored = (begin: number, end: number) =>
      slice(t, slice(t, y, [{ axis, begin, end, step: 1 }]), [{ axis, begin: end - begin - 1, end: -1, step: -1 }]);
    const front = before > 0 ? [mirrored(0, before)] : [];
    const back = after > 0 ? [mirrored(size - after, size)] : [];
    y = concat(t, [...front, y, ...back], axis);
  }
  return y;
}

export const padding: Kernel[] = [
  kernel<tf.PadV2Inputs, tf.PadV2Attrs>(tf.PadV2, (t, { x }, { paddings, constantValue }) =>
    pad(t, x, paddings, constantValue),
  ),
  kernel<tf.MirrorPadInputs, tf.MirrorPadAttrs>(tf.MirrorPad, (t, { x }, { paddings, mode }) =>
    mirrorPad(t, x, paddings, mode),
  ),
];
