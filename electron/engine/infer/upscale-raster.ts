// One pass of a net over a raster: tile by tile from file to file, with smaller tiles when memory runs out.
import { setImmediate } from 'node:timers/promises';
import { UserError } from '#contract/errors.ts';
import { type Rect } from '#contract/rpc.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type Raster, type Samples } from '../imaging/raster.ts';
import { type NetFacts, type UpscaleNet } from './net.ts';
import { constantBand, fromPlanes, setAlpha, toPlanes } from './planes.ts';
import { clip, readBled } from './read-window.ts';
import { type Tile, tilesOf } from './tiles.ts';

/** Below this side a tile would be all overlap; a device that cannot do it cannot do the picture. */
const SMALLEST_SIDE = 32;

export type Pass = {
  /** Largest side of a core inside the picture, in source pixels. */
  side: number;
  signal: AbortSignal;
  /** After each tile: its core in source pixels, and how much of the picture is done, 0..1. */
  onTile: (core: Rect, done: number) => void;
};

/** Fills `target`, `scale` times the size of `source` and with the same bands, and returns the side of the tiles in the end. */
export async function upscaleRaster(
  source: Raster,
  target: Raster,
  net: UpscaleNet,
  facts: NetFacts,
  { side, signal, onTile }: Pass,
): Promise<number> {
  const { width, height } = source.layout;
  const cut = (area: Rect, cutSide: number) =>
    tilesOf(area, source.layout, cutSide, facts).map((tile) => ({ tile, cutSide }));
  const queue = cut({ x: 0, y: 0, width, height }, side);
  let largest = side;
  let done = 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { core } = next.tile;
    // Messages such as `cancel` are read here even if the net never gives way.
    await setImmediate();
    throwIfCancelled(signal);
    if (next.cutSide > largest) {
      queue.unshift(...cut(core, largest));
      continue;
    }
    try {
      const samples = await upscaleTile(source, target, net, facts, next.tile);
      target.write(scaled(core, facts.scale), samples);
    } catch (error) {
      largest = smaller(error, Math.min(next.cutSide, Math.max(core.width, core.height)), facts.multiple);
      queue.unshift(next);
      continue;
    }
    done += (core.width * core.height) / (width * height);
    onTile(core, Math.min(1, done));
  }
  return largest;
}

/** Half the side after out-of-memory; throws what cannot be helped. */
function smaller(error: unknown, side: number, multiple: number): number {
  if (!(error instanceof UserError) || error.kind !== 'out-of-memory') throw error;
  if (side <= Math.max(SMALLEST_SIDE, multiple)) {
    throw new UserError('out-of-memory', 'There is not enough memory for this model, even in the smallest parts.', {
      hint: 'Close other programs, or choose a smaller model or another device.',
      cause: error,
    });
  }
  return Math.max(SMALLEST_SIDE, multiple, Math.floor(side / 2));
}

export function scaled({ x, y, width, height }: Rect, scale: number): Rect {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}

async function upscaleTile(
  source: Raster,
  target: Raster,
  net: UpscaleNet,
  { scale }: NetFacts,
  { core, input }: Tile,
): Promise<Samples> {
  const { bands, depth } = source.layout;
  const seen = clip(input, source.layout);
  const samples = bands === 2 || bands === 4 ? readBled(source, seen, bands) : source.read(seen);
  const part = scaled({ ...core, x: core.x - input.x, y: core.y - input.y }, scale);
  const through = async (planes: readonly [number, number, number], into: 1 | 2 | 3 | 4): Promise<Samples> => {
    const given = toPlanes(samples, seen, bands, depth, planes, input);
    const made = await net.run(given, input.height, input.width);
    if (made.width !== input.width * scale || made.height !== input.height * scale) throw wrongScale(scale);
    return fromPlanes(made.data, made, part, { bands: into, depth: target.layout.depth });
  };
  const result = await through(bands < 3 ? [0, 0, 0] : [0, 1, 2], bands);
  if (bands === 2 || bands === 4) {
    const last = bands - 1;
    const flat = constantBand(samples, bands, last);
    setAlpha(result, bands, flat === undefined ? await through([last, last, last], 1) : flat);
  }
  return result;
}

function wrongScale(scale: number): UserError {
  return new UserError('unsupported', `The model does not enlarge ${scale} times as its card says.`, {
    hint: 'Import the model again.',
  });
}
