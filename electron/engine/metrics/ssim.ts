// Structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004, “Image quality assessment: from error visibility to structural similarity”).
import { type Luma } from './luma.ts';

const SIDE = 11;
const SIGMA = 1.5;
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** Gaussian of 11 taps with σ 1.5 and sum 1; the window of the paper is its outer product with itself. */
const WINDOW = gaussian();

function gaussian(): Float64Array {
  const taps = Float64Array.from({ length: SIDE }, (_, i) => Math.exp(-((i - (SIDE - 1) / 2) ** 2) / (2 * SIGMA ** 2)));
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}

/**
 * Mean SSIM of two luma pictures of one size, at least 11 pixels a side, on the scale of 8 bits; 1 if they are equal.
 * SSIM = (2 μₐμᵦ + C₁)(2 σₐᵦ + C₂) / ((μₐ² + μᵦ² + C₁)(σₐ² + σᵦ² + C₂)), weighted by the window, only where it lies inside.
 */
export function ssim(a: Luma, b: Luma): number {
  if (a.width !== b.width || a.height !== b.height) throw new Error('pictures of different sizes');
  if (Math.min(a.width, a.height) < SIDE) throw new Error('pictures smaller than the window');
  const [meanA, meanB] = [blur(a, (i) => a.data[i] ?? 0), blur(b, (i) => b.data[i] ?? 0)];
  const squareA = blur(a, (i) => (a.data[i] ?? 0) ** 2);
  const squareB = blur(b, (i) => (b.data[i] ?? 0) ** 2);
  const product = blur(a, (i) => (a.data[i] ?? 0) * (b.data[i] ?? 0));
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const [ma, mb] = [meanA[i] ?? 0, meanB[i] ?? 0];
    const [varA, varB] = [(squareA[i] ?? 0) - ma * ma, (squareB[i] ?? 0) - mb * mb];
    const covariance = (product[i] ?? 0) - ma * mb;
    sum += ((2 * ma * mb + C1) * (2 * covariance + C2)) / ((ma * ma + mb * mb + C1) * (varA + varB + C2));
  }
  return sum / meanA.length;
}

/** Values weighted by the window, where it lies inside; float64 because variances are small differences of large squares. */
function blur({ width, height }: Luma, value: (index: number) => number): Float64Array {
  const [w, h] = [width - SIDE + 1, height - SIDE + 1];
  const rows = new Float64Array(w * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += (WINDOW[k] ?? 0) * value(y * width + x + k);
      rows[y * w + x] = sum;
    }
  }
  const out = new Float64Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += (WINDOW[k] ?? 0) * (rows[(y + k) * w + x] ?? 0);
      out[y * w + x] = sum;
    }
  }
  return out;
}
