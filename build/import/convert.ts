// Turns an original model into ours: one ONNX file from RGB in 0..1 to RGB in 0..1, checked against the original.
import * as tf from '@tensorflow/tfjs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toOnnx } from '../../electron/engine/compiler/to-onnx.ts';
import { type CatalogueEntry } from './catalogue.ts';
import { readLayers } from './layers.ts';
import { readNcnn } from './ncnn.ts';
import { unpackedPackage } from './packages.ts';

/** An original net as a plain TF.js function: [1,h,w,3] in 0..1 → [1,s·h,s·w,3], overshooting a little as nets do. */
export type Original = { run: (x: tf.Tensor4D) => tf.Tensor4D; parameters: number; file: string };

export async function readOriginal({ from }: CatalogueEntry, cache: string): Promise<Original> {
  const folder = await unpackedPackage(from.package, from.version, cache);
  if (from.format === 'layers') {
    return { ...(await readLayers(join(folder, from.folder), from.range)), file: `${from.folder}/model.json` };
  }
  const [param, bin] = [await readFile(join(folder, from.param), 'utf8'), await readFile(join(folder, from.bin))];
  return { ...readNcnn(param, bin), file: from.bin };
}

/**
 * `input` [1,3,h,w] → `output` [1,3,s·h,s·w]. Not clipped: whoever makes pixels of it rounds and clips once. Filters lie in
 * the file as fp16; all arithmetic is fp32.
 */
export function convert(original: Original, entry: CatalogueEntry): Uint8Array {
  return toOnnx(({ input }) => original.run(input as tf.Tensor4D), {
    inputs: { input: { shape: [1, 'h', 'w', 3] } },
    pictures: 'channels-first',
    weights: 'fp16',
    metadata: { model: entry.id, licence: entry.licence.id, source: `${entry.from.package}@${entry.from.version}` },
  });
}

export type Run = (data: Float32Array, height: number, width: number) => Promise<{ data: Float32Array }>;

/** The largest difference between `run` and the original on a small drawn picture, values 0..1. */
export async function agreement(original: Original, run: Run): Promise<number> {
  const [height, width] = [24, 32];
  const picture = drawn(height, width); // [3,h,w]
  const expected = tf.tidy(() => {
    const x = tf.transpose(tf.tensor4d(picture, [1, 3, height, width]), [0, 2, 3, 1]);
    return tf.transpose(original.run(x), [0, 3, 1, 2]);
  });
  const [ours, theirs] = [(await run(picture, height, width)).data, await expected.data()];
  expected.dispose();
  if (ours.length !== theirs.length) throw new Error('the converted model gives another size');
  let largest = 0;
  for (let k = 0; k < ours.length; k++) largest = Math.max(largest, Math.abs((ours[k] ?? NaN) - (theirs[k] ?? NaN)));
  return largest;
}

/** [3,h,w]: a soft gradient, stripes and a disc: smooth areas, textures and edges. */
export function drawn(height: number, width: number): Float32Array {
  return Float32Array.from({ length: 3 * height * width }, (_, k) => {
    const [c, y, x] = [Math.floor(k / (height * width)), Math.floor(k / width) % height, k % width];
    const disc = (x - width / 3) ** 2 + (y - height / 2) ** 2 < 60 ? 0.35 : 0;
    return 0.2 + (0.3 * x) / width + 0.12 * Math.sin(y * 1.3 + c) + disc * (c === 1 ? 0.4 : 1);
  });
}
