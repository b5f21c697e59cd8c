// What tests of the training loop share: pictures to learn from, a plan, and options for runs of seconds.
import { join } from 'node:path';
import sharp from 'sharp';
import { DeviceId } from '#contract/ids.ts';
import { type RunFile } from '#contract/run-folder.ts';
import { Hold } from '../../../electron/engine/train/hold.ts';
import { type LoopOptions } from '../../../electron/engine/train/loop.ts';

/** Pictures of one colour and a diagonal each, 40 × 32. */
export async function writePictures(folder: string, count: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, k) => {
      const file = join(folder, `picture-${k}.png`);
      const [width, height] = [40, 32];
      const rgb = new Uint8Array(width * height * 3).map((_, i) => {
        const [x, y, c] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3];
        return Math.abs(x - y - k) < 4 ? 255 : (37 * k + 80 * c) % 200;
      });
      await sharp(rgb, { raw: { width, height, channels: 3 } })
        .png()
        .toFile(file);
      return file;
    }),
  );
}

export function planOf(pictures: readonly string[], change: Partial<RunFile> = {}): RunFile {
  return {
    format: 1,
    recipe: 'tiny-gan',
    version: 1,
    values: { rate: 2e-4, breaksAt: -1, breaks: 1 },
    seed: 3,
    classes: [],
    data: pictures.map((path) => ({ path })),
    content: [],
    steps: 20,
    ...change,
  };
}

export function optionsFor(folder: string, change: Partial<LoopOptions> = {}): LoopOptions {
  return {
    folder,
    device: DeviceId.parse('cpu'),
    threads: 1,
    budget: 1e8,
    previewPictures: [],
    statisticsEvery: 4,
    keep: 3,
    checkpointEvery: 1000,
    previewEvery: 1000,
    metricsEvery: 1000,
    samples: 8,
    hold: new Hold(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onWarning: () => undefined,
    onUnreadable: () => undefined,
    ...change,
  };
}
