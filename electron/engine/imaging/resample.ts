// Exact resampling of a raster to any size with antialiased Lanczos3 or bicubic kernels, in rows from file to file.
import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from './decoder-errors.ts';
import { type Raster, samplesFor } from './raster.ts';

export type Kernel = 'lanczos3' | 'cubic';

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** `cubic`: Keys 1981 with a = −1/2, as MATLAB's `imresize`. Duchon 1979 for Lanczos. */
const KERNELS: Record<Kernel, { support: number; at: (x: number) => number }> = {
  lanczos3: { support: 3, at: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
  cubic: {
    support: 2,
    at: (value) => {
      const x = Math.abs(value);
      if (x <= 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
      return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
    },
  },
};

/** For output `i`: the weights of inputs `first[i]` … `first[i] + taps − 1`, normalized, edges repeated. */
export type Weights = { taps: number; first: Int32Array; values: Float32Array };

/** Pixel centres are at half coordinates; when reducing, the kernel is stretched so that nothing folds back. */
export function resampleWeights(from: number, to: number, kernel: Kernel): Weights {
  const { support, at } = KERNELS[kernel];
  const ratio = from / to;
  const stretch = Math.max(1, ratio);
  const taps = Math.min(from, Math.ceil(2 * support * stretch) + 1);
  const first = new Int32Array(to);
  const values = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * ratio - 0.5;
    const lowest = Math.ceil(centre - support * stretch);
    const start = Math.max(0, Math.min(from - taps, lowest));
    first[i] = start;
    const weights = new Float64Array(taps);
    let sum = 0;
    for (let k = lowest; k <= Math.floor(centre + support * stretch); k++) {
      const weight = at((k - centre) / stretch);
      const slot = Math.max(0, Math.min(from - 1, k)) - start;
      weights[slot] = (weights[slot] ?? 0) + weight;
      sum += weight;
    }
    values.set(
      weights.map((weight) => weight / sum),
      i * taps,
    );
  }
  return { taps, first, values };
}

/** One row of `bands` interleaved values, resampled. */
export function resampleRow(row: ArrayLike<number>, bands: number, { taps, first, values }: Weights): Float32Array {
  const out = new Float32Array(first.length * bands);
  for (let i = 0; i < first.length; i++) {
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      let from = (first[i] ?? 0) * bands + band;
      for (let k = i * taps; k < (i + 1) * taps; k++, from += bands) sum += (values[k] ?? 0) * (row[from] ?? 0);
      out[i * bands + band] = sum;
    }
  }
  return out;
}

/** Weighted sum of `rows[first]` … for output row `i`. */
export function blendRows(
  row: (index: number) => Float32Array,
  i: number,
  { taps, first, values }: Weights,
): Float32Array {
  const start = first[i] ?? 0;
  const out = new Float32Array(row(start).length);
  for (let k = 0; k < taps; k++) {
    const weight = values[i * taps + k] ?? 0;
    if (weight === 0) continue;
    const from = row(start + k);
    for (let x = 0; x < out.length; x++) out[x] = (out[x] ?? 0) + weight * (from[x] ?? 0);
  }
  return out;
}

/** Fills `target` with `source` at another size, in the values of the file (as other editors do), colours weighted by alpha. */
export async function resampleRaster(
  source: Raster,
  target: Raster,
  kernel: Kernel,
  signal: AbortSignal,
  onRows: (done: number) => void,
): Promise<void> {
  const { bands, depth, width } = source.layout;
  const alpha = bands === 2 || bands === 4;
  const full = depth === 16 ? 65535 : 255;
  const across = resampleWeights(width, target.layout.width, kernel);
  const down = resampleWeights(source.layout.height, target.layout.height, kernel);
  const kept = new Map<number, Float32Array>();
  const row = (y: number): Float32Array => {
    const found = kept.get(y);
    if (found) return found;
    const values = Float32Array.from(source.read({ x: 0, y, width, height: 1 }));
    if (alpha) premultiply(values, bands, full);
    const made = resampleRow(values, bands, across);
    kept.set(y, made);
    return made;
  };
  for (let y = 0; y < target.layout.height; y++) {
    const values = blendRows(row, y, down);
    if (alpha) unpremultiply(values, bands, full);
    const samples = samplesFor(target.layout.depth, values.length);
    const top = target.layout.depth === 16 ? 65535 : 255;
    for (let x = 0; x < values.length; x++) {
      samples[x] = Math.round(Math.max(0, Math.min(top, ((values[x] ?? 0) * top) / full)));
    }
    target.write({ x: 0, y, width: target.layout.width, height: 1 }, samples);
    for (const old of kept.keys()) if (old < (down.first[y] ?? 0)) kept.delete(old);
    if (y % 16 === 0) {
      await setImmediate();
      throwIfCancelled(signal);
      onRows(y / target.layout.height);
    }
  }
}

function premultiply(values: Float32Array, bands: number, full: number): void {
  for (let i = 0; i < values.length; i += bands) {
    const weight = (values[i + bands - 1] ?? 0) / full;
    for (let band = 0; band < bands - 1; band++) values[i + band] = (values[i + band] ?? 0) * weight;
  }
}

function unpremultiply(values: Float32Array, bands: number, full: number): void {
  for (let i = 0; i < values.length; i += bands) {
    const weight = (values[i + bands - 1] ?? 0) / full;
    for (let band = 0; band < bands - 1; band++) values[i + band] = weight > 0 ? (values[i + band] ?? 0) / weight : 0;
  }
}
