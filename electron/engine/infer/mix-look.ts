// What the painted picture and the photo become together: how strongly it is painted, and whose colours it has.
import { type Look } from '#contract/restyle.ts';
import { fromLinear, fromOklabInGamut, toLinear, toOklab } from '../imaging/oklab.ts';
import { type Layout, type Samples, samplesFor } from '../imaging/raster.ts';

type Mix = Pick<Look, 'strength' | 'keepColors'>;
type Kind = Pick<Layout, 'bands' | 'depth'>;

/** Samples of the photo's pixels with the painted colours; transparency is the photo's. */
export type Mixer = (photo: Samples, painted: Samples) => Samples;

/**
 * `photo`: of any bands and depth; `painted`: RGB of `paintedDepth`; the result: RGB or RGBA of `depth`. The two are blended in
 * the values of the file, as layers of other editors are: half of each then looks half painted. With `keepColors` the painted
 * picture gives its Oklab lightness alone, the photo its colour.
 */
export function mixer(
  { strength, keepColors }: Mix,
  photo: Kind,
  paintedDepth: Layout['depth'],
  depth: Layout['depth'],
): Mixer {
  const [fromPhoto, fromPainted, full] = [unitOf(photo.depth), unitOf(paintedDepth), 1 / unitOf(depth)];
  const alpha = photo.bands === 2 || photo.bands === 4;
  const bands = alpha ? 4 : 3;
  const grey = photo.bands < 3;
  const linear = keepColors ? [linearTable(photo.depth), linearTable(paintedDepth)] : [];
  return (from, painted) => {
    const count = from.length / photo.bands;
    const out = samplesFor(depth, count * bands);
    for (let i = 0; i < count; i++) {
      const [p, q, o] = [i * photo.bands, i * 3, i * bands];
      const [r, g, b] = [from[p] ?? 0, from[grey ? p : p + 1] ?? 0, from[grey ? p : p + 2] ?? 0];
      let [y0, y1, y2] = [painted[q] ?? 0, painted[q + 1] ?? 0, painted[q + 2] ?? 0];
      if (linear[0] && linear[1]) {
        const [l0, l1] = linear;
        const [, ca, cb] = toOklab(l0[r] ?? 0, l0[g] ?? 0, l0[b] ?? 0);
        const [lightness] = toOklab(l1[y0] ?? 0, l1[y1] ?? 0, l1[y2] ?? 0);
        const rgb = fromOklabInGamut(lightness, ca, cb);
        [y0, y1, y2] = [fromLinear(rgb[0]), fromLinear(rgb[1]), fromLinear(rgb[2])];
      } else [y0, y1, y2] = [y0 * fromPainted, y1 * fromPainted, y2 * fromPainted];
      const [x0, x1, x2] = [r * fromPhoto, g * fromPhoto, b * fromPhoto];
      out[o] = Math.round((x0 + strength * (y0 - x0)) * full);
      out[o + 1] = Math.round((x1 + strength * (y1 - x1)) * full);
      out[o + 2] = Math.round((x2 + strength * (y2 - x2)) * full);
      if (alpha) out[o + 3] = Math.round((from[p + photo.bands - 1] ?? 0) * fromPhoto * full);
    }
    return out;
  };
}

function unitOf(depth: Layout['depth']): number {
  return depth === 16 ? 1 / 65535 : 1 / 255;
}

function linearTable(depth: Layout['depth']): Float32Array {
  const unit = unitOf(depth);
  return Float32Array.from({ length: depth === 16 ? 65536 : 256 }, (_, value) => toLinear(value * unit));
}
