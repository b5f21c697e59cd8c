// Which square of a picture is shown, and that square as numbers.
import sharp from 'sharp';
import { type Random } from '../../random.ts';
import { type Picture } from '../picture-grid.ts';
import { type WorkingPicture } from './working-picture.ts';

export type Framing = 'cut' | 'whole';

/** Four numbers in 0…1 that decide on a square whatever the size of the picture. */
export type Draw = { readonly scale: number; readonly x: number; readonly y: number; readonly mirrored: boolean };

export type Square = { readonly left: number; readonly top: number; readonly side: number };

export function draw(random: Random, flip: boolean): Draw {
  const [scale, x, y, mirror] = [random.uniform(), random.uniform(), random.uniform(), random.uniform()];
  return { scale, x, y, mirrored: flip && mirror < 0.5 };
}

/** `cut`: a side between `size` and the shorter side, anywhere; `whole`: the largest square in the middle. */
export function squareIn(width: number, height: number, size: number, framing: Framing, drawn: Draw): Square {
  const short = Math.min(width, height);
  if (framing === 'whole') {
    return { left: Math.floor((width - short) / 2), top: Math.floor((height - short) / 2), side: short };
  }
  const side = size + Math.floor(drawn.scale * (short - size + 1));
  const left = Math.floor(drawn.x * (width - side + 1));
  return { left, top: Math.floor(drawn.y * (height - side + 1)), side };
}

/** What is not drawn: the middle, as it is. `cut` takes the smallest square. */
const MIDDLE: Draw = { scale: 0, x: 0.5, y: 0.5, mirrored: false };

/** The middle of a picture as a square of `size`. */
export async function middleOf(picture: WorkingPicture, size: number, framing: Framing): Promise<Picture> {
  const square = squareIn(picture.width, picture.height, size, framing, MIDDLE);
  return { width: size, height: size, rgb: await cutOut(picture, square, size) };
}

/** RGB of a square, resized to `size`, in threads of its own when there is something to resize. */
export async function cutOut(picture: WorkingPicture, square: Square, size: number): Promise<Uint8Array> {
  const { left, top, side } = square;
  if (side === size) return copied(picture, square);
  return sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .extract({ left, top, width: side, height: side })
    .resize({ width: size, height: size, fit: 'fill' })
    .raw()
    .toBuffer();
}

function copied({ width, data }: WorkingPicture, { left, top, side }: Square): Uint8Array {
  const rows = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const from = ((top + y) * width + left) * 3;
    rows.set(data.subarray(from, from + side * 3), y * side * 3);
  }
  return rows;
}

/** Writes RGB [size,size,3] of 0…255 to `target` from `offset` on, as numbers between `black` and `white`. */
export function fill(
  target: Float32Array,
  offset: number,
  rgb: Uint8Array,
  size: number,
  mirrored: boolean,
  [black, white]: readonly [number, number],
): void {
  const factor = (white - black) / 255;
  for (let y = 0, from = 0; y < size; y++) {
    for (let x = 0; x < size; x++, from += 3) {
      const to = offset + (y * size + (mirrored ? size - 1 - x : x)) * 3;
      for (let c = 0; c < 3; c++) target[to + c] = black + factor * (rgb[from + c] ?? 0);
    }
  }
}
