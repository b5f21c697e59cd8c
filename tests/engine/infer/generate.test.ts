// Pictures of seeds and moving pictures between them, from real exported generators.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EngineTask } from '../../../electron/contract/engine.ts';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { writeOnnx } from '../../../electron/engine/compiler/write-onnx.ts';
import { generatePictures } from '../../../electron/engine/infer/generate.ts';
import { dcgan } from '../../../electron/engine/recipes/dcgan.ts';
import { type Recipe, type Value } from '../../../electron/engine/recipes/recipe.ts';
import { stylegan } from '../../../electron/engine/recipes/stylegan.ts';
import { productGraph } from '../../../electron/engine/train/export-model.ts';
import { build } from '../recipes/rehearsal.ts';

const root = mkdtempSync(join(tmpdir(), 'atelier-generate-'));
const [LATENT, SIDE] = [8, 32];
const machine = { device: DeviceId.parse('cpu'), threads: 1 };
const plain = { model: join(root, 'plain.onnx'), latent: LATENT };
const styled = { model: join(root, 'styled.onnx'), latent: LATENT, styles: 8 };

beforeAll(async () => {
  await tf.setBackend('cpu');
  const nets: [string, Recipe, Record<string, Value>][] = [
    [plain.model, dcgan, {}],
    [styled.model, stylegan, {}],
  ];
  for (const [file, recipe, values] of nets) {
    const source = () => ({ label: 0, picture: new Float32Array() });
    const setup = { recipe, values: { size: String(SIDE), width: 4, latent: LATENT, ...values }, source };
    const { variables, product } = build(setup, 3);
    // New nets paint nearly the same grey for every seed.
    for (const [name, variable] of Object.entries(variables)) {
      if (/filter|weight/.test(name) && recipe === dcgan) tf.tidy(() => variable.assign(tf.mul(variable, 8)));
    }
    writeFileSync(file, writeOnnx(productGraph(product)));
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
async function make(task: object, signal = new AbortController().signal) {
  const output = join(root, `made-${folders++}`);
  const full = EngineTask.parse({ task: 'generate', seeds: [5], output, ...task });
  if (full.task !== 'generate') throw new Error('another task');
  const told: number[] = [];
  const { files } = await generatePictures(full, {
    machine,
    signal,
    take: (work) => work(),
    onProgress: (progress) => told.push(progress),
  });
  return { files, told };
}

const pixels = (file: string) => sharp(file).removeAlpha().raw().toBuffer();
const frames = async (file: string): Promise<Buffer[]> => {
  const all = await sharp(file, { animated: true }).removeAlpha().raw().toBuffer();
  const length = SIDE * SIDE * 3;
  return Array.from({ length: all.length / length }, (_, k) => all.subarray(k * length, (k + 1) * length));
};
const reduced = (rgb: Buffer): Promise<Buffer> =>
  sharp(rgb, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .resize(8, 8)
    .raw()
    .toBuffer();
function meanDifference(a: Uint8Array = new Uint8Array(), b: Uint8Array = new Uint8Array()): number {
  return a.reduce((sum, value, k) => sum + Math.abs(value - (b[k] ?? 999)), 0) / a.length;
}

describe('pictures of seeds', () => {
  test('bear the names of their seeds, and are the same alone as among others', async () => {
    const seeds = [5, 900, 7, 4_000_000_000, 1];
    const { files, told } = await make({ ...plain, seeds });
    expect(files.map((file) => basename(file))).toEqual(seeds.map((seed) => `${seed}.png`));
    expect(await sharp(files[0]).metadata()).toMatchObject({ width: SIDE, height: SIDE, channels: 3 });
    expect(told).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    const alone = await make({ ...plain, seeds: [4_000_000_000] });
    expect(readFileSync(alone.files[0] ?? '')).toEqual(readFileSync(files[3] ?? ''));
    expect(meanDifference(await pixels(files[0] ?? ''), await pixels(files[1] ?? ''))).toBeGreaterThan(5);
  });

  test('come nearer to each other with less truncation, whichever way the model is built', async () => {
    for (const model of [plain, styled]) {
      const apart = async (truncation: number) => {
        const { files } = await make({ ...model, seeds: [1, 2], truncation });
        const [a, b] = await Promise.all(files.map(pixels));
        return meanDifference(a, b);
      };
      const [none, half, all] = [await apart(0), await apart(0.4), await apart(1)];
      expect(none).toBe(0);
      expect(half).toBeGreaterThan(0);
      expect(all).toBeGreaterThan(half);
    }
  });

  test('that are cancelled stop between two of them and leave whole files', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(make(plain, stop.signal)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

test('styles are mixed from a layer on', async () => {
  const one = async (task: object) => pixels((await make({ ...styled, ...task })).files[0] ?? '');
  const [a, b] = [await one({ seeds: [1] }), await one({ seeds: [2] })];
  const fine = await one({ seeds: [1], mix: { seed: 2, from: 6 } });
  const coarse = await one({ seeds: [1], mix: { seed: 2, from: 1 } });
  expect(await one({ seeds: [1], mix: { seed: 2, from: 0 } })).toEqual(b);
  expect(meanDifference(fine, a)).toBeGreaterThan(0);
  expect(meanDifference(fine, a)).toBeLessThan(meanDifference(coarse, a));
});

describe('the way between two seeds', () => {
  test.each(['webp', 'gif'] as const)('is a moving picture: %s', async (format) => {
    const way = { to: 9, frames: 8, rate: 20, format };
    const { files, told } = await make({ ...plain, seeds: [5], way });
    expect(files.map((file) => basename(file))).toEqual([`way.${format}`]);
    expect(told.at(-1)).toBe(1);
    const { pages, delay, loop, pageHeight } = await sharp(files[0], { animated: true }).metadata();
    expect({ pages, loop, pageHeight }).toEqual({ pages: 8, loop: 0, pageHeight: SIDE });
    expect(delay).toEqual(Array.from({ length: 8 }, () => 50));
    const shown = await Promise.all((await frames(files[0] ?? '')).map(reduced));
    const seeds = await make({ ...plain, seeds: [5, 9] });
    const [from, to] = await Promise.all(seeds.files.map(async (file) => reduced(await pixels(file))));
    // Both formats change pixels a little.
    const nearer = (frame: Buffer | undefined, own: Buffer | undefined, other: Buffer | undefined) =>
      expect(meanDifference(frame, own)).toBeLessThan(meanDifference(frame, other));
    nearer(shown[0], from, to);
    nearer(shown[4], to, from);
    // Back again by the same pictures.
    nearer(shown[3], shown[5], shown[0]);
  });

  test('as single frames begins and turns exactly at the pictures of the seeds', async () => {
    const way = { to: 9, frames: 5, rate: 20, format: 'png' };
    const { files } = await make({ ...styled, seeds: [5], way });
    expect(files.map((file) => basename(file))).toEqual(['0000.png', '0001.png', '0002.png', '0003.png', '0004.png']);
    const seeds = await make({ ...styled, seeds: [5, 9] });
    expect(await pixels(files[0] ?? '')).toEqual(await pixels(seeds.files[0] ?? ''));
    expect(await pixels(files[2] ?? '')).toEqual(await pixels(seeds.files[1] ?? ''));
  });
});

test('what a model cannot do is refused before anything is made', async () => {
  await expect(make({ ...plain, label: 0 })).rejects.toMatchObject({ kind: 'bad-input' });
  await expect(make({ ...plain, mix: { seed: 1, from: 0 } })).rejects.toMatchObject({ kind: 'bad-input' });
  await expect(make({ ...styled, mix: { seed: 1, from: 8 } })).rejects.toMatchObject({ kind: 'bad-input' });
  await expect(make({ ...plain, classes: 2 })).rejects.toMatchObject({ kind: 'unsupported' });
  await expect(make({ ...plain, styles: 8 })).rejects.toMatchObject({ kind: 'unsupported' });
});
