// The gradients of pooling.
import * as tf from '@tensorflow/tfjs';
import { CHANNELS_FIRST } from '../layout.ts';
import { shapeOf, type Sym, type Tracer } from '../tracer.ts';
import { binary, broadcast } from './broadcast.ts';
import { gather } from './gather.ts';
import { type Kernel, kernel } from './kernel.ts';
import { isTiling, poolInfo, type PoolInfo, windows, type Windows } from './pooling.ts';
import { giveBack, weighted } from './separable.ts';

type Size = readonly [height: number, width: number];

/** Every pixel as a block of `size` → Resize. */
function enlarged(t: Tracer, x: Sym, [down, across]: Size): Sym {
  const [n = 1, h = 1, w = 1, c = 1] = shapeOf(x);
  const scales = t.graph.constant(Float32Array.of(1, 1, down, across), [4]);
  const attributes = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
  const out = { shape: [n, h * down, w * across, c], dtype: 'float32' as const, order: CHANNELS_FIRST };
  return t.emit('Resize', [t.inOrder(x, CHANNELS_FIRST).value, null, scales], attributes, out);
}

/**
 * Each dy goes to the maximum of its window, of equal ones to the first, as in TF.js; windows side by side. MaxPool could say
 * where its maxima were, but not on WebGPU, and scattering by that is no faster on the CPU.
 */
function toMaximum(t: Tracer, dy: Sym, x: Sym, y: Sym, size: Size): Sym {
  const [, h = 1, w = 1] = shapeOf(x);
  const [down, across] = size;
  // Candidates get their rank in the window, the first one the highest; the others 0.
  const rank = (k: number) => down * across - (Math.floor(k / w) % down) * across - ((k % w) % across);
  const ranks = Float32Array.from({ length: h * w }, (_, k) => rank(k)); // [h,w]
  const isEqual = binary('Equal', 'bool');
  const select = (condition: Sym, yes: Sym) => broadcast(t, 'Where', [condition, yes, t.scalar(0)], 'float32');
  const ranksOfPicture: Sym = { value: t.graph.constant(ranks, [1, 1, h, w]), order: CHANNELS_FIRST };
  const candidates = select(isEqual(t, x, enlarged(t, y, size)), ranksOfPicture);
  const window = { kernel_shape: size, strides: size };
  const best = t.emit('MaxPool', [candidates.value], window, {
    shape: shapeOf(y),
    dtype: 'float32',
    order: CHANNELS_FIRST,
  });
  return select(isEqual(t, candidates, enlarged(t, best, size)), enlarged(t, dy, size));
}

/** Where windows overlap or leave pixels out, the picture is first taken apart into its windows and afterwards added up again. */
function maxPoolGradient(t: Tracer, dy: Sym, x: Sym, y: Sym, info: PoolInfo): Sym {
  const size = [info.filterHeight, info.filterWidth] as const;
  if (isTiling(info)) return toMaximum(t, dy, t.inOrder(x, CHANNELS_FIRST), y, size);
  const { rows, columns } = windows(info);
  // A pixel beyond the edge is replaced by the edge: it is in the window too, and wins no more than that.
  const indices = ({ places, inside }: Windows): Sym => ({
    value: t.graph.ints(places.map((place) => Math.min(Math.max(place, 0), inside - 1))),
    order: [0],
  });
  const apart = gather(t, gather(t, t.inOrder(x, CHANNELS_FIRST), indices(rows), 1), indices(columns), 2);
  const back = ({ places, inside }: Windows) =>
    weighted(
      inside,
      places.length,
      places.map((place, k) => [k, place, 1]),
    );
  return giveBack(t, toMaximum(t, dy, apart, y, size), back(rows), back(columns));
}

/** Each dy/area goes to all of its window. Windows side by side → Resize, windows at every pixel → AveragePool of dy. */
function avgPoolGradient(t: Tracer, dy: Sym, info: PoolInfo): Sym {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { top, left, bottom, right } = info.padInfo;
  if (isTiling(info)) {
    const share = binary('Mul')(t, dy, t.scalar(1 / (filterHeight * filterWidth)));
    return enlarged(t, share, [filterHeight, filterWidth]);
  }
  if (strideHeight === 1 && strideWidth === 1) {
    const [above, beside] = [filterHeight - 1, filterWidth - 1];
    const attributes = {
      kernel_shape: [filterHeight, filterWidth],
      pads: [above - top, beside - left, above - bottom, beside - right],
      count_include_pad: 1,
    };
    const out = { shape: info.inShape, dtype: 'float32' as const, order: CHANNELS_FIRST };
    return t.emit('AveragePool', [t.inOrder(dy, CHANNELS_FIRST).value], attributes, out);
  }
  const { rows, columns } = windows(info);
  const shares = ({ places, size, inside }: Windows) =>
    weighted(
      inside,
      places.length / size,
      places.flatMap((place, k): [number, number, number][] =>
        place < 0 || place >= inside ? [] : [[Math.floor(k / size), place, 1 / size]],
      ),
    );
  return giveBack(t, dy, shares(rows), shares(columns));
}

export const poolingGradients: Kernel[] = [
  kernel<tf.MaxPoolGradInputs, tf.MaxPoolGradAttrs>(tf.MaxPoolGrad, (t, { dy, input, output }, attrs) =>
    maxPoolGradient(t, dy, input, output, poolInfo(shapeOf(input), attrs)),
  ),
  kernel<tf.AvgPoolGradInputs, tf.AvgPoolGradAttrs>(tf.AvgPoolGrad, (t, { dy, input }, attrs) =>
    avgPoolGradient(t, dy, poolInfo(shapeOf(input), attrs)),
  ),
];
