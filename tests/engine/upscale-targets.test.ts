// Any size is met exactly, impossible formats are refused before the work, and cancelling leaves nothing.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { type Target } from '#contract/upscale.ts';
import { passesFor } from '../../electron/engine/infer/upscale.ts';
import { type UpscaleNet } from '../../electron/engine/infer/net.ts';
import { convertPicture } from '../../electron/engine/imaging/convert.ts';
import { leftovers, LIMITS, nearestNet, testFolder, upscale } from './imaging/setup.ts';

const folder = testFolder('targets');
const at = (name: string): string => join(folder, name);

async function waves(name: string, width: number, height: number): Promise<string> {
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      return Math.round(128 + 90 * Math.sin(x / 9 + (i % 3)) * Math.cos(y / 7));
    }),
  );
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(at(name));
  return at(name);
}

test.each<[Target, number, number]>([
  [{ by: 'scale', scale: 2 }, 180, 120],
  [{ by: 'scale', scale: 3 }, 270, 180],
  [{ by: 'scale', scale: 4 }, 360, 240],
  [{ by: 'scale', scale: 8 }, 720, 480],
  [{ by: 'width', pixels: 333 }, 333, 222],
  [{ by: 'height', pixels: 77 }, 116, 77],
  [{ by: 'longest', pixels: 45 }, 45, 30],
  [{ by: 'print', millimetres: 25.4, dpi: 300 }, 300, 200],
])('%j is met exactly and shows the same picture', async (target, width, height) => {
  const input = await waves('waves.png', 90, 60);
  const { info } = await upscale(folder, { input, output: at('sized.png'), target });
  const back = await sharp(at('sized.png')).resize(30, 20, { fit: 'fill' }).raw().toBuffer();
  const wanted = await sharp(input).resize(30, 20, { fit: 'fill' }).raw().toBuffer();
  const error = back.reduce((sum, value, i) => sum + Math.abs(value - (wanted[i] ?? 0)), 0) / back.length;
  expect([info.width, info.height]).toEqual([width, height]);
  expect(error).toBeLessThan(4);
});

test('the net is applied as often as its whole scale is needed', () => {
  expect([0.5, 1, 2, 3, 4, 8, 16].map((factor) => passesFor(factor, 4))).toEqual([0, 1, 1, 1, 1, 1, 2]);
  expect([2, 3, 4, 8].map((factor) => passesFor(factor, 2))).toEqual([1, 1, 2, 3]);
  expect(passesFor(8, 1)).toBe(1);
});

test('a target smaller than the picture is reduced without the net, and it is said', async () => {
  const broken: UpscaleNet = { run: () => Promise.reject(new Error('must not run')) };
  const input = at('waves.png');
  const { notices } = await upscale(folder, {
    input,
    output: at('small.png'),
    target: { by: 'width', pixels: 50 },
    net: broken,
  });
  expect(notices.join()).toMatch(/without the model/);
});

test('a part of the picture alone is enlarged', async () => {
  const crop = { x: 10, y: 5, width: 30, height: 20 };
  const { info } = await upscale(folder, { input: at('waves.png'), output: at('part.png'), crop });
  const part = await sharp(at('waves.png')).extract({ left: 10, top: 5, width: 30, height: 20 }).raw().toBuffer();
  const made = await sharp(at('part.png')).resize(30, 20, { kernel: 'nearest', fit: 'fill' }).raw().toBuffer();
  expect([info.width, info.height]).toEqual([120, 80]);
  expect(made).toEqual(part);
  const outside = { ...crop, x: 80 };
  await expect(upscale(folder, { input: at('waves.png'), output: at('no.png'), crop: outside })).rejects.toMatchObject({
    kind: 'bad-input',
  });
});

test.each([
  ['webp', 16_400],
  ['avif', 16_400],
] as const)('%s that cannot hold the size is refused before any work', async (format, pixels) => {
  const calls: number[] = [];
  const net: UpscaleNet = { run: (...args) => (calls.push(1), nearestNet(4).run(...args)) };
  const encoding = { format, quality: 90, keepMetadata: true };
  const work = upscale(folder, {
    input: at('waves.png'),
    output: at(`big.${format}`),
    target: { by: 'width', pixels },
    encoding,
    net,
  });
  await expect(work).rejects.toMatchObject({
    kind: 'bad-input',
    message: expect.stringMatching(/at most 1638\d pixels/) as string,
  });
  expect(calls).toEqual([]);
});

test('progress grows from 0 to 1 and tiles are told in source pixels with their previews', async () => {
  mkdirSync(at('live'));
  const input = await waves('long.png', 600, 90);
  const told: number[] = [];
  const tiles: { x: number; width: number }[] = [];
  await upscale(folder, {
    input,
    output: at('long-4x.png'),
    liveFolder: at('live'),
    onProgress: (progress, pixels) => (told.push(progress), expect(pixels).toBe(600 * 90 * 16)),
    onTile: (_, rect) => tiles.push(rect),
  });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
  expect(tiles.reduce((sum, { width }) => sum + width, 0)).toBe(600);
  expect(readdirSync(at('live')).sort()).toEqual(tiles.map((_, i) => `${i}.webp`).sort());
  expect((await sharp(join(at('live'), '0.webp')).metadata()).width).toBeLessThanOrEqual(512);
});

test('cancelling during the tiles leaves no file', async () => {
  const controller = new AbortController();
  const before = leftovers(folder);
  const work = upscale(folder, {
    input: at('long.png'),
    output: at('cancelled.png'),
    signal: controller.signal,
    net: {
      run: (...args) => {
        controller.abort();
        return nearestNet(4).run(...args);
      },
    },
  });
  await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
  expect(leftovers(folder)).toEqual(before);
});

test('cancelling during the encoder leaves no file, not even later', async () => {
  const controller = new AbortController();
  const before = leftovers(folder);
  const work = upscale(folder, {
    input: at('long.png'),
    output: at('cancelled.png'),
    signal: controller.signal,
    onProgress: (progress) => {
      if (progress >= 0.95) setImmediate(() => controller.abort());
    },
  });
  await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
  // libvips may open its file only now, and goes on to its end.
  await vi.waitFor(() => expect(sharp.counters()).toEqual({ queue: 0, process: 0 }), 10_000);
  await vi.waitFor(() => expect(leftovers(folder)).toEqual(before));
});

test('a failing write names the output and leaves nothing', async () => {
  const output = join(folder, 'absent', 'x.png');
  const work = upscale(folder, { input: at('waves.png'), output });
  await expect(work).rejects.toMatchObject({ kind: 'bad-input', source: output });
  expect(existsSync(join(folder, 'absent'))).toBe(false);
  expect(readdirSync(join(folder, 'scratch'))).toEqual([]);
});

test('convert changes the format and nothing else', async () => {
  const output = at('converted.tif');
  const encoding = { format: 'tiff', quality: 92, keepMetadata: true } as const;
  const task = { task: 'convert', input: at('waves.png'), output, encoding } as const;
  const { info } = await convertPicture(task, LIMITS, new AbortController().signal);
  expect(info).toMatchObject({ format: 'tiff', width: 90, height: 60 });
  expect(await sharp(output).raw().toBuffer()).toEqual(await sharp(at('waves.png')).raw().toBuffer());
});
