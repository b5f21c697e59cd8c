// What the imaging tests share: a folder, nets whose results are known, and an upscale with everything at its default.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { DecodeLimits, type EngineResults, EngineTask } from '#contract/engine.ts';
import { type Planes, type UpscaleNet } from '../../../electron/engine/infer/net.ts';
import { type UpscaleContext, upscalePicture, type UpscaleTask } from '../../../electron/engine/infer/upscale.ts';

/** A folder of this test file, removed after it. */
export function testFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `atelier-${name}-`));
  mkdirSync(join(folder, 'scratch'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const LIMITS = DecodeLimits.parse({});

/** Every pixel `scale` × `scale` times. Radius 0. */
export function nearestNet(scale: number): UpscaleNet {
  return { run: (data, height, width) => Promise.resolve(nearest(data, height, width, scale)) };
}

function nearest(data: Float32Array, height: number, width: number, scale: number): Planes {
  const out = new Float32Array(data.length * scale * scale);
  for (let row = 0; row < 3 * height * scale; row++) {
    const from = Math.floor(row / scale) * width;
    for (let x = 0; x < width * scale; x++) out[row * width * scale + x] = data[from + Math.floor(x / scale)] ?? 0;
  }
  return { data: out, height: height * scale, width: width * scale };
}

/** Two 5 × 5 means with zero padding, then nearest: what it gives at a border depends on where the border is. Radius 4. */
export function blurNet(scale: number): UpscaleNet {
  return {
    run: (data, height, width) => {
      const blurred = blur(blur(data, height, width), height, width);
      return Promise.resolve(nearest(blurred, height, width, scale));
    },
  };
}

function blur(data: Float32Array, height: number, width: number): Float32Array {
  return data.map((_, i) => {
    const [plane, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    let sum = 0;
    for (let dy = Math.max(-2, -y); dy <= Math.min(2, height - 1 - y); dy++) {
      for (let dx = Math.max(-2, -x); dx <= Math.min(2, width - 1 - x); dx++) {
        sum += data[(plane * height + y + dy) * width + x + dx] ?? 0;
      }
    }
    return sum / 25;
  });
}

export type Wanted = { input: string; output: string; net?: UpscaleNet } & Partial<UpscaleTask> &
  Partial<UpscaleContext>;

export function upscale(folder: string, wanted: Wanted): Promise<EngineResults['upscale']> {
  const task = EngineTask.parse({
    task: 'upscale',
    model: 'none',
    scale: 4,
    receptiveRadius: 4,
    multiple: 1,
    target: { by: 'scale', scale: 4 },
    encoding: {},
    scratch: join(folder, 'scratch'),
    ...wanted,
  }) as UpscaleTask;
  return upscalePicture(task, {
    limits: LIMITS,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onTile: () => undefined,
    net: nearestNet(task.scale),
    ...wanted,
  });
}

/** Names in a folder other than the scratch folder itself, and what is left in that. */
export function leftovers(folder: string): string[] {
  return [...readdirSync(folder), ...readdirSync(join(folder, 'scratch'))].filter((name) => name !== 'scratch').sort();
}
