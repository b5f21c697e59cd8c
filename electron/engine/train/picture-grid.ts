// Pictures out of numbers, side by side on one sheet, and how different they are from each other.

/** RGB, 8 bits, row by row. */
export type Picture = { readonly width: number; readonly height: number; readonly rgb: Uint8Array };

/** Picture `index` of numbers [n,height,width,3] between `black` and `white`. */
export function pictureOf(
  numbers: ArrayLike<number>,
  index: number,
  height: number,
  width: number,
  [black, white]: readonly [number, number],
): Picture {
  const size = height * width * 3;
  const rgb = new Uint8ClampedArray(size);
  for (let k = 0; k < size; k++) rgb[k] = (255 * ((numbers[index * size + k] ?? 0) - black)) / (white - black);
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}

/** Pictures of one size in rows of `columns`. */
export function grid(pictures: readonly Picture[], columns: number): Picture {
  const { width = 0, height = 0 } = pictures[0] ?? {};
  const across = Math.min(columns, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const stride = across * width * 3;
  const rgb = new Uint8Array(rows * height * stride);
  pictures.forEach((picture, k) => {
    const at = Math.floor(k / columns) * height * stride + (k % columns) * width * 3;
    for (let y = 0; y < height; y++) {
      rgb.set(picture.rgb.subarray(y * width * 3, (y + 1) * width * 3), at + y * stride);
    }
  });
  return { width: across * width, height: rows * height, rgb };
}

/** Side of the small pictures whose distance is taken: what is where in which colour, without detail. */
const SMALL = 8;

/** Mean over all pairs of ‖a − b‖/√n of the pictures made small, in 0…255. */
export function meanDistance(pictures: readonly Picture[]): number {
  const small = pictures.map(shrink);
  let [sum, pairs] = [0, 0];
  for (const [k, a] of small.entries()) {
    for (const b of small.slice(k + 1)) {
      sum += Math.sqrt(a.reduce((total, value, i) => total + (value - (b[i] ?? 0)) ** 2, 0) / a.length);
      pairs++;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}

function shrink({ width, height, rgb }: Picture): Float64Array {
  const sums = new Float64Array(SMALL * SMALL * 3);
  const counts = new Float64Array(SMALL * SMALL);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * SMALL) / height) * SMALL + Math.floor((x * SMALL) / width);
      counts[cell] = (counts[cell] ?? 0) + 1;
      for (let c = 0; c < 3; c++) {
        sums[cell * 3 + c] = (sums[cell * 3 + c] ?? 0) + (rgb[(y * width + x) * 3 + c] ?? 0);
      }
    }
  }
  return sums.map((sum, k) => sum / Math.max(1, counts[Math.floor(k / 3)] ?? 1));
}
