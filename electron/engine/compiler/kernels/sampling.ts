// Where resizing takes its samples, as TF.js does.
import { type Weights, weighted } from './separable.ts';

export type Sampling = { alignCorners: boolean; halfPixelCenters: boolean };

/** Output pixel i of `outside` looks at this place of `inside`; it may lie before the first pixel. */
function place(i: number, inside: number, outside: number, { alignCorners, halfPixelCenters }: Sampling): number {
  if (alignCorners) return outside > 1 ? (i * (inside - 1)) / (outside - 1) : 0;
  return halfPixelCenters ? ((i + 0.5) * inside) / outside - 0.5 : (i * inside) / outside;
}

/** The weights of a resize along one axis. */
export function sampled(mode: 'nearest' | 'bilinear', inside: number, outside: number, sampling: Sampling): Weights {
  const places = Array.from({ length: outside }, (_, i) => place(i, inside, outside, sampling));
  const rounding = sampling.alignCorners || sampling.halfPixelCenters ? 0.5 : 0;
  return weighted(
    inside,
    outside,
    places.flatMap((at, i): [number, number, number][] => {
      if (mode === 'nearest') return [[i, Math.floor(at + rounding), 1]];
      const from = Math.floor(Math.max(0, at));
      const share = Math.max(0, at) - from;
      return [
        [i, from, 1 - share],
        [i, from + 1, share],
      ];
    }),
  );
}
