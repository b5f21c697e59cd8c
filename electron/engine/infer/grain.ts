// The noise that some nets expect in what they see: the same for a pixel wherever the tiles lie.
import { type Rect } from '#contract/rpc.ts';
import { Random } from '../random.ts';

const SEED = 1;
const COUNT = 2 ** 16;
let drawn: Float32Array | undefined;

/** Adds normal noise of `deviation` to planes [3,h,w] of a window. */
export function addGrain(planes: Float32Array, { x: left, y: top, width, height }: Rect, deviation: number): void {
  if (deviation === 0) return;
  drawn ??= new Random(SEED).fillNormal(new Float32Array(COUNT));
  for (let plane = 0, i = 0; plane < 3; plane++) {
    for (let y = top; y < top + height; y++) {
      const row = mixed(mixed(plane + 1) ^ y);
      for (let x = left; x < left + width; x++, i++) {
        planes[i] = (planes[i] ?? 0) + deviation * (drawn[mixed(row ^ x) >>> 16] ?? 0);
      }
    }
  }
}

/** The finalizer of a 32-bit hash: every bit of the result hangs on every bit of the number. */
function mixed(number: number): number {
  let word = Math.imul(number ^ (number >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return word ^ (word >>> 15);
}
