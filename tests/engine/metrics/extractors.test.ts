// The shipped feature extractors: the same numbers as their originals, gradients, and metrics that rank damage sensibly.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeviceId } from '#contract/ids.ts';
import { drawn } from '../../../build/import/convert.ts';
import { registerGradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { inception } from '../../../electron/engine/features/inception.ts';
import { MOBILENET_SIZE, mobilenet } from '../../../electron/engine/features/mobilenet.ts';
import { readFeatures } from '../../../electron/engine/features/weights.ts';
import { evaluateGan } from '../../../electron/engine/metrics/evaluate-gan.ts';
import { FeatureExtractor, type Pictures } from '../../../electron/engine/metrics/features.ts';
import { LIMITS, testFolder } from '../imaging/setup.ts';
import { drawPicture } from './pictures.ts';

const RESOURCES = join(import.meta.dirname, '../../../resources/features');
const NETS = {
  inception: (x: tf.Tensor4D): Partial<Record<string, tf.Tensor>> => inception()(x),
  mobilenet: (x: tf.Tensor4D): Partial<Record<string, tf.Tensor>> => ({ out_relu: mobilenet()(x).last }),
};

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

describe.each(Object.entries(NETS))('%s', (id, net) => {
  const { card } = readFeatures(id);

  test('the file is the one that the card describes', () => {
    const bytes = readFileSync(join(RESOURCES, id, 'weights.bin'));
    expect(bytes.length).toBe(card.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(card.sha256);
    expect(readFileSync(join(RESOURCES, id, 'LICENCE'), 'utf8')).toContain('MIT License');
  });

  test('gives what the original gives on a drawn picture', () => {
    const { height, width, activations } = card.check;
    const picture = tf.transpose(tf.tensor4d(drawn(height, width), [1, 3, height, width]), [0, 2, 3, 1]);
    const found = net(picture);
    expect(Object.keys(found)).toEqual(Object.keys(activations));
    for (const [layer, [mean, deviation]] of Object.entries(activations)) {
      const moments = tf.moments(found[layer] as tf.Tensor);
      expect(moments.mean.dataSync()[0]! / mean, layer).toBeCloseTo(1, 4);
      expect(Math.sqrt(moments.variance.dataSync()[0]!) / deviation, layer).toBeCloseTo(1, 4);
    }
  });
});

test('the smooth form: any size, gradients that reach every pixel, no tensor left over', () => {
  const net = inception();
  const features = (x: tf.Tensor4D) => net(x, { smooth: true, reflect: 8, last: 'mixed0' });
  const x = tf.tensor4d(
    new Float32Array(3 * 61 * 50).map((_, k) => 0.5 + 0.5 * Math.sin(k)),
    [1, 61, 50, 3],
  );
  const loss = (y: tf.Tensor) => tf.sum(tf.square(features(y as tf.Tensor4D).mixed0 as tf.Tensor4D)).asScalar();
  const gradient = tf.grad(loss)(x);
  expect(gradient.shape).toEqual(x.shape);
  expect(gradient.dataSync().every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
  const before = tf.memory().numTensors;
  tf.tidy(() => void features(x));
  expect(tf.memory().numTensors).toBe(before);
  expect(Object.keys(features(x))).toHaveLength(6);
});

describe('metrics of pictures', () => {
  const folder = testFolder('metrics');
  const COUNT = 12;
  let extractor: FeatureExtractor;
  let files: string[];

  beforeAll(async () => {
    extractor = await FeatureExtractor.open({ device: DeviceId.parse('cpu'), threads: 1 });
    files = await Promise.all(
      Array.from({ length: COUNT }, async (_, k) => {
        const file = join(folder, `${k}.png`);
        await drawPicture(k, 96).png().toFile(file);
        return file;
      }),
    );
  });
  afterAll(() => extractor.release());

  const evaluate = (real: Pictures, generated: Pictures, side?: number) =>
    evaluateGan(
      { real, generated, side },
      { extractor, limits: LIMITS, signal: new AbortController().signal, onProgress: () => undefined },
    );

  async function blurred(sigma: number): Promise<Pictures> {
    const all = await Promise.all(files.map((file) => sharp(file).blur(sigma).raw().toBuffer()));
    return { data: new Uint8Array(Buffer.concat(all)), count: COUNT, height: 96, width: 96 };
  }

  test('features through the compiled net are those of the plain one', async () => {
    const picture = { data: new Uint8Array(await sharp(files[0]).raw().toBuffer()), count: 1, height: 96, width: 96 };
    const options = { limits: LIMITS, signal: new AbortController().signal, onProgress: () => undefined };
    const { data } = await extractor.of(picture, options);
    const pixels = await sharp(files[0]).resize(MOBILENET_SIZE, MOBILENET_SIZE, { kernel: 'cubic' }).raw().toBuffer();
    const x = tf.tensor4d(
      Float32Array.from(pixels, (byte) => byte / 255),
      [1, MOBILENET_SIZE, MOBILENET_SIZE, 3],
    );
    const expected = mobilenet()(x).pooled.dataSync();
    const largest = Math.max(...expected);
    expected.forEach((value, k) => expect(Math.abs(value - (data[k] ?? NaN))).toBeLessThan(1e-3 * largest));
  });

  test('the data themselves: nothing between them', async () => {
    const found = await evaluate({ files }, { files });
    expect(found).toMatchObject({
      images: COUNT,
      data: COUNT,
      extractor: 'mobilenet-v2-nsfwjs',
      precision: 1,
      recall: 1,
      diversity: 1,
    });
    expect(found.fid).toBeLessThan(1e-3);
    expect(found.kid).toBeLessThan(0);
  });

  test('more blur is further away', async () => {
    const found = [];
    for (const sigma of [1, 3, 6]) found.push(await evaluate({ files }, await blurred(sigma)));
    for (const name of ['fid', 'kid'] as const) {
      expect(found[1]![name]).toBeGreaterThan(found[0]![name]);
      expect(found[2]![name]).toBeGreaterThan(found[1]![name]);
    }
    // Blurred as far as a small generator would be anyway, they are nearer.
    expect((await evaluate({ files }, await blurred(3), 16)).fid).toBeLessThan(found[1]!.fid / 2);
  });

  test('too few pictures, a damaged one and a cancelled one say so', async () => {
    await expect(evaluate({ files }, { files: files.slice(0, 3) })).rejects.toMatchObject({ kind: 'bad-input' });
    const missing = join(folder, 'missing.png');
    await expect(evaluate({ files }, { files: [...files, missing] })).rejects.toMatchObject({ source: missing });
    const options = { limits: LIMITS, signal: AbortSignal.abort(), onProgress: () => undefined };
    await expect(extractor.of({ files }, options)).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
