// PSNR, SSIM and the resampler against their definitions.
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { resamplePlanes } from '../../../electron/engine/imaging/resample-planes.ts';
import { resampleWeights } from '../../../electron/engine/imaging/resample.ts';
import { type UpscaleNet } from '../../../electron/engine/infer/net.ts';
import { evaluateUpscaler } from '../../../electron/engine/metrics/evaluate.ts';
import { cropLuma, type Luma, lumaOf } from '../../../electron/engine/metrics/luma.ts';
import { psnrY } from '../../../electron/engine/metrics/psnr.ts';
import { ssim } from '../../../electron/engine/metrics/ssim.ts';
import { LIMITS, testFolder } from './setup.ts';

const folder = testFolder('metrics');

function luma(width: number, height: number, value: (x: number, y: number) => number): Luma {
  const data = Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  return { data, width, height };
}
const waves = luma(40, 30, (x, y) => 128 + 60 * Math.sin(x / 3) + 40 * Math.cos(y / 4));
const grainy = luma(40, 30, (x, y) => 128 + 50 * Math.sin(x / 3) + 45 * Math.cos(y / 4) + ((x * 7 + y * 13) % 11) - 5);

test('PSNR of a constant offset is its formula', () => {
  const shifted = { ...waves, data: waves.data.map((value) => value + 5) };
  expect(psnrY(waves, shifted)).toBeCloseTo(20 * Math.log10(255 / 5), 4);
  expect(psnrY(waves, waves)).toBe(Infinity);
});

test('luma of white is 235, of black 16', () => {
  expect(lumaOf(new Float32Array([1, 1, 1]), 1, 1).data[0]).toBeCloseTo(235, 4);
  expect(lumaOf(new Float32Array(3), 1, 1).data[0]).toBe(16);
});

/** SSIM as the paper writes it: for every window position, weighted means, variances and covariance. */
function slowSsim(a: Luma, b: Luma): number {
  const weights: number[] = [];
  for (let y = -5; y <= 5; y++) for (let x = -5; x <= 5; x++) weights.push(Math.exp(-(x * x + y * y) / 4.5));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [sum, count] = [0, 0];
  for (let y = 5; y < a.height - 5; y++) {
    for (let x = 5; x < a.width - 5; x++, count++) {
      const values = weights.map((weight, k) => {
        const i = (y - 5 + Math.floor(k / 11)) * a.width + x - 5 + (k % 11);
        return { w: weight / total, a: a.data[i] ?? 0, b: b.data[i] ?? 0 };
      });
      const mean = (of: (v: { a: number; b: number }) => number): number => values.reduce((s, v) => s + v.w * of(v), 0);
      const [ma, mb] = [mean((v) => v.a), mean((v) => v.b)];
      const [va, vb] = [mean((v) => (v.a - ma) ** 2), mean((v) => (v.b - mb) ** 2)];
      const cov = mean((v) => (v.a - ma) * (v.b - mb));
      sum += ((2 * ma * mb + 6.5025) * (2 * cov + 58.5225)) / ((ma ** 2 + mb ** 2 + 6.5025) * (va + vb + 58.5225));
    }
  }
  return sum / count;
}

test('SSIM is 1 for equal pictures and the paper’s value otherwise', () => {
  expect(ssim(waves, waves)).toBeCloseTo(1, 9);
  expect(ssim(waves, grainy)).toBeCloseTo(slowSsim(waves, grainy), 6);
  expect(ssim(waves, grainy)).toBeLessThan(0.99);
});

test('a border is cut on all sides', () => {
  const cut = cropLuma(
    luma(6, 5, (x, y) => 10 * y + x),
    2,
  );
  expect([cut.width, cut.height, ...cut.data]).toEqual([2, 1, 22, 23]);
});

test.each(['lanczos3', 'cubic'] as const)('%s keeps a constant, a size and the middle of a ramp', (kernel) => {
  const sizes = [
    [50, 200],
    [200, 50],
    [64, 47],
    [1, 9],
  ] as const;
  for (const [from, to] of sizes) {
    const { values, taps } = resampleWeights(from, to, kernel);
    for (let i = 0; i < to; i++) {
      const sum = values.subarray(i * taps, (i + 1) * taps).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  }
  const ramp = new Float32Array(3 * 40 * 4).map((_, i) => (i % 40) / 40);
  const wide = resamplePlanes(ramp, { width: 40, height: 4 }, { width: 120, height: 4 }, kernel);
  for (let x = 30; x < 90; x++) expect(wide[x]).toBeCloseTo(((x + 0.5) / 3 - 0.5) / 40, 2);
});

test('reducing agrees with libvips’ antialiased bicubic', async () => {
  const pixels = Buffer.from(
    Array.from({ length: 80 * 60 * 3 }, (_, i) => Math.round(128 + 100 * Math.sin(i / 17) * Math.cos(i / 999))),
  );
  const theirs = await sharp(pixels, { raw: { width: 80, height: 60, channels: 3 } })
    .resize(20, 15, { kernel: 'cubic', fit: 'fill' })
    .raw()
    .toBuffer();
  const planes = new Float32Array(3 * 80 * 60).map(
    (_, i) => (pixels[(i % 4800) * 3 + Math.floor(i / 4800)] ?? 0) / 255,
  );
  const ours = resamplePlanes(planes, { width: 80, height: 60 }, { width: 20, height: 15 }, 'cubic');
  for (let y = 3; y < 12; y++) {
    for (let x = 3; x < 17; x++) {
      expect(Math.abs((ours[y * 20 + x] ?? 0) * 255 - (theirs[(y * 20 + x) * 3] ?? 0))).toBeLessThan(2.5);
    }
  }
});

test('evaluate: a net that is bicubic scores as bicubic, a worse one worse', async () => {
  const files = await Promise.all(
    [1, 2].map(async (n) => {
      const file = join(folder, `photo${n}.png`);
      const pixels = Buffer.from(
        Array.from({ length: 203 * 150 * 3 }, (_, i) => {
          const [x, y] = [Math.floor(i / 3) % 203, Math.floor(i / 609)];
          return Math.round(128 + 60 * Math.sin((x * n) / 5) + 50 * Math.cos(y / 6 + (i % 3)));
        }),
      );
      await sharp(pixels, { raw: { width: 203, height: 150, channels: 3 } })
        .png()
        .toFile(file);
      return file;
    }),
  );
  const score = (net: UpscaleNet): ReturnType<typeof evaluateUpscaler> =>
    evaluateUpscaler(
      { task: 'evaluate', images: files, model: '', scale: 4, receptiveRadius: 8, multiple: 1 },
      { limits: LIMITS, signal: new AbortController().signal, net, onProgress: () => undefined },
    );
  const bicubic: UpscaleNet = {
    run: (data, height, width) => {
      const size = { width: width * 4, height: height * 4 };
      return Promise.resolve({ data: resamplePlanes(data, { width, height }, size, 'cubic'), ...size });
    },
  };
  const worse: UpscaleNet = {
    run: async (...args) => {
      const made = await bicubic.run(...args);
      return { ...made, data: made.data.map((value, i) => value + 0.03 * Math.sin(i)) };
    },
  };
  const same = await score(bicubic);
  expect(same).toMatchObject({ images: 2, baseline: { psnrY: same.psnrY, ssim: same.ssim } });
  expect(same.psnrY).toBeGreaterThan(20);
  const bad = await score(worse);
  expect(bad.psnrY).toBeLessThan(bad.baseline.psnrY);
  expect(bad.ssim).toBeLessThan(bad.baseline.ssim);
  expect(bad.baseline).toEqual(same.baseline);
});
