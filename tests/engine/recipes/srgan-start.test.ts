// An enlarger that begins as the shipped one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { Random } from '../../../electron/engine/random.ts';
import { type Product } from '../../../electron/engine/recipes/recipe.ts';
import { srgan } from '../../../electron/engine/recipes/srgan.ts';
import { productGraph } from '../../../electron/engine/train/export-model.ts';
import { writeOnnx } from '../../../electron/engine/compiler/write-onnx.ts';
import { runOnnx } from '../compiler/support.ts';
import { build } from './rehearsal.ts';

const MODEL = join(import.meta.dirname, '../../../resources/models/realesrgan-compact-x4/model.onnx');

test('is the compact model before its first step', async () => {
  await tf.setBackend('cpu');
  const source = () => ({ label: 0, picture: new Float32Array() });
  const values = { start: 'compact', size: '32', width: 4 };
  const product: Product = build({ recipe: srgan, values, source }, 1).product;
  const input = tf.tensor4d(new Random(6).fillUniform(new Float32Array(3 * 12 * 10)), [1, 12, 10, 3]);
  const [ours] = await runOnnx(writeOnnx(productGraph(product)), { input }, 'channels-first');
  const [shipped] = await runOnnx(readFileSync(MODEL), { input }, 'channels-first');
  const largest = tf.max(tf.abs(tf.sub(ours as tf.Tensor, tf.clipByValue(shipped as tf.Tensor, 0, 1)))).dataSync()[0];
  expect(ours?.shape).toEqual([1, 48, 40, 3]);
  expect(largest).toBeLessThan(1e-4);
}, 60_000);
