// A net on a small picture in memory, in tiles of the size the device affords.
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type NetFacts, type UpscaleNet } from './net.ts';
import { affordableOverlap, tileSide } from './tile-size.ts';
import { tilesOf } from './tiles.ts';

/** Planes [3,h,w] → [3,s·h,s·w]. Meant for pictures of one or a few tiles: the overlap is the radius, at most a third of a tile. */
export async function runTiled(
  net: UpscaleNet,
  planes: Float32Array,
  size: { width: number; height: number },
  known: NetFacts,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { scale } = known;
  const facts = { ...known, radius: affordableOverlap(known, known.radius) };
  const out = new Float32Array(3 * size.width * size.height * scale * scale);
  for (const { core, input } of tilesOf({ x: 0, y: 0, ...size }, size, tileSide(known, facts.radius), facts)) {
    throwIfCancelled(signal);
    const part = new Float32Array(3 * input.width * input.height);
    for (let row = 0; row < 3 * input.height; row++) {
      const [plane, y] = [Math.floor(row / input.height), Math.min(size.height - 1, input.y + (row % input.height))];
      for (let x = 0; x < input.width; x++) {
        const from = Math.min(size.width - 1, input.x + x);
        part[row * input.width + x] = planes[(plane * size.height + y) * size.width + from] ?? 0;
      }
    }
    const made = await net.run(part, input.height, input.width);
    for (let row = 0; row < 3 * core.height * scale; row++) {
      const [plane, y] = [Math.floor(row / (core.height * scale)), row % (core.height * scale)];
      const from = (plane * made.height + (core.y - input.y) * scale + y) * made.width + (core.x - input.x) * scale;
      const to = (plane * size.height * scale + core.y * scale + y) * size.width * scale + core.x * scale;
      out.set(made.data.subarray(from, from + core.width * scale), to);
    }
  }
  return out;
}
