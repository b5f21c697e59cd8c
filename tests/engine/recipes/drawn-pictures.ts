// Pictures drawn in code: a disc of one colour before a ground that fades from top to bottom.
import { type Random } from '../../../electron/engine/random.ts';

/** [size,size,3] in 0..1 */
export type Drawing = Float32Array;
type Colour = readonly [number, number, number];

export type Scene = {
  /** Centre and radius, in sides of the picture. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly disc: Colour;
  readonly ground: Colour;
};

/** A warm disc, or a green or violet one with `kind` 1 and 2, somewhere before a dark ground. */
export function scene(random: Random, kind = 0): Scene {
  const between = (from: number, to: number) => from + (to - from) * random.uniform();
  const [strong, weak] = [between(0.8, 1), between(0.05, 0.35)];
  const colours: Colour[] = [
    [strong, weak + 0.3, 0.1],
    [0.1, strong, weak],
    [strong * 0.7, 0.1, strong],
  ];
  return {
    x: between(0.35, 0.65),
    y: between(0.35, 0.65),
    radius: between(0.18, 0.3),
    disc: colours[kind] ?? [1, 1, 1],
    ground: [0.05, 0.15, between(0.2, 0.4)],
  };
}

export function draw({ x, y, radius, disc, ground }: Scene, size: number): Drawing {
  const picture = new Float32Array(size * size * 3);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [dx, dy] = [(column + 0.5) / size - x, (row + 0.5) / size - y];
      // One pixel of the edge is partly disc.
      const inside = Math.min(1, Math.max(0, (radius - Math.hypot(dx, dy)) * size + 0.5));
      for (let c = 0; c < 3; c++) {
        const faded = (ground[c] ?? 0) * (0.4 + row / size);
        picture[(row * size + column) * 3 + c] = inside * (disc[c] ?? 0) + (1 - inside) * faded;
      }
    }
  }
  return picture;
}

/** Red and blue exchanged: what a translation is to learn. */
export function exchanged(picture: Drawing): Drawing {
  return picture.map((_, k) => picture[k - (k % 3) + (2 - (k % 3))] ?? 0);
}
