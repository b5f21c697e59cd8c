// Peak signal-to-noise ratio.
import { type Luma } from './luma.ts';

/**
 * PSNR = 10 log₁₀(255² / MSE) in dB of two luma pictures of one size on the scale of 8 bits; `Infinity` if they are equal.
 * Source: the definition common to super-resolution papers, e.g. Dong et al. 2014 (1501.00092), on the Y channel.
 */
export function psnrY(a: Luma, b: Luma): number {
  if (a.width !== b.width || a.height !== b.height) throw new Error('pictures of different sizes');
  let squares = 0;
  for (let i = 0; i < a.data.length; i++) squares += ((a.data[i] ?? 0) - (b.data[i] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / a.data.length));
}
