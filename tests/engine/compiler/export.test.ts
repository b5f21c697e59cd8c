// Trained nets as files for other programs: what they compute there is what TF.js computes here.
import * as tf from '@tensorflow/tfjs';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { compile } from '../../../electron/engine/compiler/compile.ts';
import { TrainingState } from '../../../electron/engine/compiler/state.ts';
import { toOnnx } from '../../../electron/engine/compiler/to-onnx.ts';
import { dcganGenerator } from '../../../electron/engine/nets/dcgan.ts';
import { styleNet } from '../../../electron/engine/nets/style-net.ts';
import { Random } from '../../../electron/engine/random.ts';

const PROGRAM = fileURLToPath(new URL('plain/run-onnx.mjs', import.meta.url));

type Numbers = { shape: number[]; data: number[] };

/** What a program that knows nothing of ours makes of the model. */
async function elsewhere(model: Uint8Array, name: string, { shape, data }: Numbers): Promise<Numbers> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-export-'));
  try {
    const file = join(folder, 'model.onnx');
    await writeFile(file, model);
    const child = spawn(process.execPath, [PROGRAM, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify({ name, shape, data }));
    return (await json(child.stdout)) as Numbers;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function difference(actual: Numbers, expected: tf.Tensor): number {
  expect(actual.shape).toEqual(expected.shape);
  const values = expected.dataSync();
  return actual.data.reduce((worst, value, k) => Math.max(worst, Math.abs(value - (values[k] ?? NaN))), 0);
}

test('a generator that has been trained, with the weights of its last step', async () => {
  const generator = dcganGenerator('generator', new Random(1), { side: 16, width: 16, latent: 8 });
  const state = new TrainingState(generator.variables, 1);
  const step = await compile(
    ({ z }) => {
      const names = Object.values(generator.variables);
      const { grads } = tf.variableGrads(
        () => tf.mean(tf.square(tf.sub(generator.apply(z as tf.Tensor2D), 0.3))),
        names,
      );
      for (const variable of names) variable.assign(tf.sub(variable, tf.mul(grads[variable.name] as tf.Tensor, 0.5)));
      return {};
    },
    { state, inputs: { z: { shape: [4, 8], random: 'normal' } }, device: DeviceId.parse('cpu'), threads: 1 },
  );
  const before = (await state.read())['generator/up16/bias'];
  for (let k = 0; k < 3; k++) await step.run();
  await step.release();
  await state.sync();
  expect((await state.read())['generator/up16/bias']).not.toEqual(before);
  const model = toOnnx(({ z }) => generator.apply(z as tf.Tensor2D), { inputs: { z: { shape: [2, 8] } } });
  const z = tf.tensor2d(new Random(2).fillNormal(new Float32Array(16)), [2, 8]);
  const result = await elsewhere(model, 'z', { shape: [2, 8], data: Array.from(z.dataSync()) });
  expect(difference(result, generator.apply(z))).toBeLessThan(1e-5);
});

test('a picture-to-picture net at sizes that were left open', async () => {
  const net = styleNet('style', new Random(3), { width: 4, blocks: 1 });
  const model = toOnnx(({ photo }) => net.apply(photo as tf.Tensor4D), {
    inputs: { photo: { shape: [1, 'h', 'w', 3] } },
  });
  for (const [h, w] of [
    [24, 32],
    [40, 16],
  ] as const) {
    // prettier-ignore
    const photo = tf.tensor4d(new Random(h).fillUniform(new Float32Array(h * w * 3)), [1, h, w, 3]);
    const result = await elsewhere(model, 'photo', { shape: [1, h, w, 3], data: Array.from(photo.dataSync()) });
    expect(difference(result, net.apply(photo))).toBeLessThan(1e-5);
  }
});
