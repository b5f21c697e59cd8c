// Kernels whose result is known while tracing, and those that must not be.
import * as tf from '@tensorflow/tfjs';
import { TraceError } from '../errors.ts';
import { type Kernel, kernel } from './kernel.ts';

/** start, start + step, … before stop */
function range({ start, stop, step, dtype }: tf.RangeAttrs): Float32Array | Int32Array {
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const values = Float32Array.from({ length: count }, (_, k) => start + k * step);
  return dtype === 'int32' ? Int32Array.from(values) : values;
}

/** Names of TF.js functions that draw numbers on the host: traced, they would be drawn once and then stay. */
const RANDOM = /^(rand|random\w*|truncatedNormal|multinomial)(__op)?$/;

/** Throws `TraceError` if a constant comes from `scope`, the TF.js function at work, and that draws random numbers. */
export function refuseRandomness(scope: string | undefined): void {
  if (scope === undefined || !RANDOM.test(scope)) return;
  throw new TraceError(
    `${scope.replace(/__op$/, '')} was called while tracing: its numbers would be the same in every run. ` +
      'Pass random numbers as an input.',
  );
}

export const host: Kernel[] = [
  kernel<object, tf.RangeAttrs>(tf.Range, (t, _, attrs) => {
    const values = range(attrs);
    return { value: t.graph.constant(values, [values.length]), order: [0] };
  }),
  // start + k·(stop − start)/(num − 1)
  kernel<object, tf.LinSpaceAttrs>(tf.LinSpace, (t, _, { start, stop, num }) => {
    const values = Float32Array.from({ length: num }, (__, k) => start + (k * (stop - start)) / Math.max(1, num - 1));
    return { value: t.graph.constant(values, [num]), order: [0] };
  }),
  kernel(tf.Multinomial, () => {
    refuseRandomness('multinomial');
    return [];
  }),
];
