// Pooling. The gradient of a maximum is a choice, so its own gradient chooses the same elements.
import * as tf from '@tensorflow/tfjs';
import { isTiling, poolInfo, windows, type Windows } from '../kernels/pooling.ts';
import { gradient, none, run } from './gradient.ts';

/** How much of each window lies inside the picture, 0…1, [1,h,w,1]; `undefined` without padding. */
function coverage(shape: readonly number[], attrs: tf.AvgPoolAttrs): tf.Tensor | undefined {
  const { rows, columns } = windows(poolInfo(shape, attrs));
  const along = ({ places, size, inside }: Windows) =>
    Array.from({ length: places.length / size }, (_, k) => {
      const own = places.slice(k * size, (k + 1) * size);
      return own.filter((place) => place >= 0 && place < inside).length / size;
    });
  const [down, across] = [along(rows), along(columns)];
  if ([...down, ...across].every((share) => share === 1)) return undefined;
  return tf.mul(tf.tensor(down, [1, down.length, 1, 1]), tf.tensor(across, [1, 1, across.length, 1]));
}

/** Pictures taken apart into their windows, side by side. */
function apart(x: tf.Tensor, { rows, columns }: { rows: Windows; columns: Windows }): tf.Tensor {
  const inside = ({ places, inside: size }: Windows) =>
    tf.tensor1d(
      places.map((place) => Math.min(Math.max(place, 0), size - 1)),
      'int32',
    );
  return tf.gather(tf.gather(x, inside(rows), 1), inside(columns), 2);
}

/** The elements of `values` where `x` has the maximum `y` of each window; all [n,h,w,c]. */
function atMaximum(values: tf.Tensor, x: tf.Tensor, y: tf.Tensor, attrs: tf.MaxPoolGradAttrs): tf.Tensor {
  const info = poolInfo(x.shape, attrs);
  const size: [number, number] = [info.filterHeight, info.filterWidth];
  const [from, of] = isTiling(info) ? [values, x] : [values, x].map((tensor) => apart(tensor, windows(info)));
  const side = { filterSize: size, strides: size, pad: 'valid' };
  const chosen = run(tf.MaxPoolGrad, { dy: tf.onesLike(y), input: of as tf.Tensor, output: y }, side);
  return tf.mul(run(tf.AvgPool, { x: tf.mul(from as tf.Tensor, chosen) }, side), size[0] * size[1]);
}

export const pools: tf.GradConfig[] = [
  // Kernel AvgPoolGrad: every pixel of a window gets dy/area. At a padded edge the mean was taken over fewer pixels, which
  // TF.js's own gradient forgets.
  gradient(tf.AvgPool, ['x'], (dy, { x }, attrs: tf.AvgPoolAttrs) => ({
    x: () => {
      const covered = coverage(x.shape, attrs);
      return run(tf.AvgPoolGrad, { dy: covered ? tf.div(dy, covered) : dy, input: x }, attrs);
    },
  })),
  gradient(tf.AvgPoolGrad, ['input'], (ddx, { input }, attrs: tf.AvgPoolAttrs) => ({
    dy: () => {
      const covered = coverage(input.shape, attrs);
      const means = run(tf.AvgPool, { x: ddx }, attrs);
      return covered ? tf.mul(means, covered) : means;
    },
    input: none(input),
  })),
  gradient(tf.MaxPoolGrad, ['input', 'output'], (ddx, { input, output }, attrs: tf.MaxPoolGradAttrs) => ({
    dy: () => atMaximum(ddx, input, output, attrs),
    input: none(input),
    output: none(output),
  })),
];
