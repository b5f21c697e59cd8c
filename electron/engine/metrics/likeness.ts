// How like an original a picture made from it is: PSNR and SSIM on luma, as papers on super-resolution compare.
import { cropLuma, lumaOf } from './luma.ts';
import { psnrY } from './psnr.ts';
import { ssim } from './ssim.ts';

export type Likeness = { psnrY: number; ssim: number };

/** Both are planes [3,height,width] in 0..1 and are compared as 8 bits without `border` pixels on each side. */
export function likeness(
  truth: Float32Array,
  made: Float32Array,
  { width, height }: { width: number; height: number },
  border: number,
): Likeness {
  const luma = (planes: Float32Array) => cropLuma(lumaOf(rounded(planes), width, height), border);
  const [a, b] = [luma(truth), luma(made)];
  return { psnrY: psnrY(a, b), ssim: ssim(a, b) };
}

/** To the values that 8 bits have. */
export function rounded(planes: Float32Array): Float32Array {
  return planes.map((value) => Math.round(Math.max(0, Math.min(1, value)) * 255) / 255);
}
