// Pooling. In a mean every pixel gets its share, in a maximum the first of the largest gets all.
import * as tf from '@tensorflow/tfjs';
import { detached, gradient } from './gradient.ts';
import { giveBack, matrix, type Tap } from './separable.ts';

type T4 = tf.Tensor4D;
type Attrs = Pick<tf.AvgPoolAttrs, 'filterSize' | 'strides' | 'pad'> & { dimRoundingMode?: 'floor' | 'round' | 'ceil' };
type Size = [height: number, width: number];

/** For every window along one axis the places it sees, `size` each; negative or too large where it sees padding. */
type Windows = { places: readonly number[]; size: number; stride: number; inside: number; before: number };

function windows(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: Attrs) {
  const info = tf.backend_util.computePool2DInfo(shape as T4['shape'], filterSize, strides, 1, pad, dimRoundingMode);
  const along = (inside: number, out: number, stride: number, size: number, before: number): Windows => ({
    places: Array.from({ length: out * size }, (_, k) => Math.floor(k / size) * stride + (k % size) - before),
    size,
    stride,
    inside,
    before,
  });
  return [
    along(info.inHeight, info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top),
    along(info.inWidth, info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left),
  ] as const;
}

/** Whether windows lie side by side and cover everything. */
const isTiling = ({ places, size, stride, inside, before }: Windows) =>
  size === stride && places.length === inside && before === 0;

/** Every pixel as a block of `size`. */
function enlarged(x: tf.Tensor, [down, across]: Size): tf.Tensor {
  const [, h = 1, w = 1] = x.shape;
  return tf.image.resizeNearestNeighbor(x as T4, [h * down, w * across]);
}

/**
 * Whether an element is the first maximum of its window, windows side by side. (ONNX can tell the places of maxima, but not on
 * WebGPU, and scattering to places is no faster on a CPU.)
 */
function firstMaximum(x: tf.Tensor, y: tf.Tensor, size: Size): tf.Tensor {
  const [, h = 1, w = 1] = x.shape;
  const [down, across] = size;
  // Candidates get their rank in the window, the first one the highest; the others 0.
  const rank = (k: number) => down * across - (Math.floor(k / w) % down) * across - ((k % w) % across);
  const ranks = tf.tensor(
    Float32Array.from({ length: h * w }, (_, k) => rank(k)),
    [1, h, w, 1],
  );
  const candidates = tf.where(tf.equal(x, enlarged(y, size)), ranks, 0);
  return tf.equal(candidates, enlarged(tf.maxPool(candidates as T4, size, size, 'valid'), size));
}

/** Where windows overlap or leave pixels out, the picture is first taken apart into its windows and afterwards added up again. */
function maxPoolGradient(dy: tf.Tensor, x: tf.Tensor, attrs: Attrs): tf.Tensor {
  const [rows, columns] = windows(x.shape, attrs);
  const size: Size = [rows.size, columns.size];
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const tiling = isTiling(rows) && isTiling(columns);
  // A pixel beyond the edge is replaced by the edge: that is in the window too, and wins no more often.
  const indices = ({ places, inside }: Windows) =>
    tf.tensor1d(
      places.map((place) => Math.min(Math.max(place, 0), inside - 1)),
      'int32',
    );
  const mask = detached((of) => {
    const y = tf.maxPool(of as T4, filterSize, strides, pad, dimRoundingMode);
    return firstMaximum(tiling ? of : tf.gather(tf.gather(of, indices(rows), 1), indices(columns), 2), y, size);
  }, x);
  const given = tf.where(mask, enlarged(dy, size), 0);
  const back = ({ places, inside }: Windows) => matrix(inside, places.length, places.map((place, k): Tap => [k, place, 1])); // prettier-ignore
  return tiling ? given : giveBack(given, back(rows), back(columns));
}

/** How much of each window lies inside the picture, 0…1, [1,h,w,1]; `undefined` without padding. */
function coverage(rows: Windows, columns: Windows): tf.Tensor | undefined {
  const along = ({ places, size, inside }: Windows) =>
    Array.from({ length: places.length / size }, (_, k) => {
      const own = places.slice(k * size, (k + 1) * size);
      return own.filter((place) => place >= 0 && place < inside).length / size;
    });
  const [down, across] = [along(rows), along(columns)];
  if ([...down, ...across].every((share) => share === 1)) return undefined;
  return tf.mul(tf.tensor(down, [1, down.length, 1, 1]), tf.tensor(across, [1, 1, across.length, 1]));
}

/** At a padded edge the mean is taken over fewer pixels, which TF.js's own gradient forgets. */
function avgPoolGradient(dy: tf.Tensor, x: tf.Tensor, attrs: Attrs): tf.Tensor {
  const [rows, columns] = windows(x.shape, attrs);
  const covered = coverage(rows, columns);
  const full = covered ? tf.div(dy, covered) : dy;
  const size: Size = [rows.size, columns.size];
  if (isTiling(rows) && isTiling(columns)) return enlarged(tf.div(full, size[0] * size[1]), size);
  if (rows.stride === 1 && columns.stride === 1) {
    const around = ({ places, inside, size: length, before }: Windows): [number, number] => {
      const first = length - 1 - before;
      return [first, inside + length - 1 - places.length / length - first];
    };
    const padded = tf.pad(full, [[0, 0], around(rows), around(columns), [0, 0]]);
    return tf.avgPool(padded as T4, size, 1, 'valid');
  }
  const shares = ({ places, size: length, inside }: Windows) => {
    const taps = places.map((place, k): Tap => [Math.floor(k / length), place, 1 / length]);
    return matrix(inside, places.length / length, taps.filter(([, place]) => place >= 0 && place < inside)); // prettier-ignore
  };
  return giveBack(full, shares(rows), shares(columns));
}

export const pools: tf.GradConfig[] = [
  gradient(tf.AvgPool, ['x'], (dy, { x }, attrs: Attrs) => ({ x: () => avgPoolGradient(dy, x, attrs) })),
  gradient(tf.MaxPool, ['x'], (dy, { x }, attrs: Attrs) => ({ x: () => maxPoolGradient(dy, x, attrs) })),
];
