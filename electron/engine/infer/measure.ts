// How fast a model runs on this device.
import { type EngineResults, type EngineTask } from '#contract/engine.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type UpscaleNet } from './net.ts';
import { roundUp } from './tiles.ts';

const SIDE = 192;
const SECONDS = 1.5;

/** Input megapixels per second on 192 × 192 pixels: the median of the runs of about 1.5 s, after one that is not counted. */
export async function measureNet(
  net: UpscaleNet,
  { multiple }: Pick<Extract<EngineTask, { task: 'measure' }>, 'multiple'>,
  signal: AbortSignal,
): Promise<EngineResults['measure']> {
  const side = roundUp(SIDE, multiple);
  const picture = new Float32Array(3 * side * side).map((_, i) => 0.5 + 0.4 * Math.sin(i * 0.037));
  await net.run(picture, side, side);
  const seconds: number[] = [];
  let total = 0;
  while (total < SECONDS) {
    throwIfCancelled(signal);
    const start = performance.now();
    await net.run(picture, side, side);
    const taken = (performance.now() - start) / 1000;
    seconds.push(taken);
    total += taken;
  }
  seconds.sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)] ?? total;
  return { megapixelsPerSecond: (side * side) / 1e6 / median };
}
