// Repainting in stages against the whole net in one run: the same picture, whatever the tiles.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { DeviceId } from '#contract/ids.ts';
import { anatomyOf } from '../../electron/engine/compiler/anatomy.ts';
import { readOnnx } from '../../electron/engine/compiler/read-onnx.ts';
import { ModelSession } from '../../electron/engine/compiler/session.ts';
import { stagesOf } from '../../electron/engine/compiler/stages.ts';
import { peakBytes, StagedNet } from '../../electron/engine/compiler/staged-net.ts';
import { Raster } from '../../electron/engine/imaging/raster.ts';
import { type Painter } from '../../electron/engine/infer/paint.ts';
import { stagedPainter } from '../../electron/engine/infer/paint-staged.ts';
import { wholePainter } from '../../electron/engine/infer/paint-whole.ts';
import { drawPicture, temporaryFolder } from '../service/support/studio.ts';
import { tinyStyleBytes } from '../service/support/tiny-style.ts';

const options = { device: DeviceId.parse('cpu'), threads: 1 };
const take = <T>(work: () => Promise<T>): Promise<T> => work();

/** Both forms of the same net, and a way to paint with either. */
async function setUp(width: number, height: number) {
  const folder = temporaryFolder();
  const file = join(folder, 'model.onnx');
  writeFileSync(file, tinyStyleBytes());
  const net = await StagedNet.open(file, options);
  if (!net) throw new Error('the net cannot be taken apart');
  const session = await ModelSession.open(file, options);
  await sharp(await drawPicture(join(folder, 'photo.png'), width, height)).toFile(join(folder, 'photo.v'));
  const source = Raster.open(join(folder, 'photo.v'));
  const opened = [source];
  onTestFinished(async () => {
    for (const raster of opened) raster.close();
    await session.release();
  });
  const paint = async (painter: Painter) => {
    const target = Raster.create(join(folder, `${opened.length}.v`), { width, height, bands: 3, depth: 16 }, source);
    opened.push(target);
    let parts = 0;
    const hooks = { onProgress: () => undefined, onPart: () => void parts++ };
    await painter(source, target, { signal: new AbortController().signal, ...hooks });
    return { samples: target.read({ x: 0, y: 0, width, height }), parts };
  };
  return { net, session, paint };
}

test('a net is taken apart at its means, and keeps fewer maps where there is less memory', async () => {
  const model = tinyStyleBytes();
  const anatomy = anatomyOf(readOnnx(model));
  if (!anatomy) throw new Error('the net cannot be taken apart');
  const stages = stagesOf(anatomy, new Set(anatomy.crossing));
  expect(stages.at(-1)?.output).toBe(true);
  expect(stages.every(({ reach }) => reach <= 16)).toBe(true);
  const { net } = await setUp(40, 40);
  const [plenty, little] = [net.stages(1e6, 1e9), net.stages(1e6, 2e7)];
  expect(peakBytes(plenty)).toBe(peakBytes(stages));
  expect(peakBytes(little)).toBeLessThan(peakBytes(plenty));
});

test.each([
  ['several tiles', 300, 231, 1e9, 0],
  ['little memory for kept maps', 300, 231, 1.5e6, 0],
  ['odd sides and grain', 187, 333, 1e9, 0.1],
  ['a picture smaller than the borders', 7, 3, 1e9, 0.1],
])('in stages as in one piece: %s', async (_, width, height, kept, grain) => {
  const { net, session, paint } = await setUp(width, height);
  const use = { multiple: 4, grain, take };
  const whole = await paint(wholePainter(session, use));
  const staged = await paint(stagedPainter({ ...use, net, budget: { kept, tile: 1e6 } }));
  if (width * height > 128 ** 2) expect(staged.parts).toBeGreaterThan(4);
  let [most, sum, square] = [0, 0, 0];
  const mean = Array.from(whole.samples).reduce((a, b) => a + b, 0) / whole.samples.length;
  whole.samples.forEach((value, i) => {
    const difference = Math.abs(value - (staged.samples[i] ?? 0)) / 257;
    most = Math.max(most, difference);
    sum += difference;
    square += ((value - mean) / 257) ** 2;
  });
  // What is compared is a picture, not a plain surface.
  if (width > 100) expect(Math.sqrt(square / whole.samples.length)).toBeGreaterThan(10);
  expect(most).toBeLessThanOrEqual(2);
  expect(sum / whole.samples.length).toBeLessThanOrEqual(0.3);
});

test('grain changes what is painted, and is the same every time', async () => {
  const { session, paint } = await setUp(64, 48);
  const painted = async (grain: number) => (await paint(wholePainter(session, { multiple: 4, grain, take }))).samples;
  expect(await painted(0.1)).toEqual(await painted(0.1));
  expect(await painted(0.1)).not.toEqual(await painted(0));
});
