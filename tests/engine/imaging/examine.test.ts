// An unknown model is understood by running it, or refused in plain words.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examineModel } from '../../../electron/engine/infer/examine.ts';
import { type UpscaleNet } from '../../../electron/engine/infer/net.ts';
import { blurNet, nearestNet, testFolder } from './setup.ts';
import { writeTinyModel } from './tiny-model.ts';

const folder = testFolder('examine');
const file = join(folder, 'unknown.onnx');
const never = new AbortController().signal;

test.each([
  ['nearest ×3', nearestNet(3), { scale: 3, receptiveRadius: 0, multiple: 1 }],
  ['two blurs ×2', blurNet(2), { scale: 2, receptiveRadius: 4, multiple: 1 }],
  ['multiples of 8 only', onlyMultiplesOf(8, nearestNet(2)), { scale: 2, receptiveRadius: 0, multiple: 8 }],
])('%s', async (_, net, facts) => {
  await writeTinyModel(file, 2);
  expect(await examineModel(file, net, never)).toMatchObject({ ...facts, parameters: 12 * 27 });
});

function onlyMultiplesOf(multiple: number, net: UpscaleNet): UpscaleNet {
  return {
    run: (data, height, width) =>
      height % multiple || width % multiple
        ? Promise.reject(new Error('shapes do not match'))
        : net.run(data, height, width),
  };
}

const changed = (change: (value: number) => number): UpscaleNet => ({
  run: async (...args) => {
    const made = await nearestNet(2).run(...args);
    return { ...made, data: made.data.map(change) };
  },
});

test.each<[string, UpscaleNet, RegExp]>([
  ['another range', changed((value) => value * 255), /does not look like its input/],
  ['no numbers', changed(() => NaN), /not numbers/],
  [
    'one size only',
    { run: (d, h, w) => (h === 64 && w === 64 ? nearestNet(2).run(d, h, w) : Promise.reject(new Error('no'))) },
    /one size only/,
  ],
  [
    'a broken scale',
    { run: (_, h, w) => Promise.resolve({ data: new Float32Array(3 * 100 * 100), height: h + 36, width: w + 36 }) },
    /100 × 100 pixels of 64 × 64/,
  ],
  ['fails always', { run: () => Promise.reject(new Error('no kernel')) }, /no kernel/],
])('refused: %s', async (_, net, reason) => {
  await writeTinyModel(file, 2);
  await expect(examineModel(file, net, never)).rejects.toMatchObject({
    kind: 'unsupported',
    message: expect.stringMatching(reason) as string,
  });
});
