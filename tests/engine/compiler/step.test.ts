// What a run relies on: the same seed gives the same numbers, also after a save and a failure; compiled graphs are kept; memory is foreseen.
import * as tf from '@tensorflow/tfjs';
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../electron/contract/errors.ts';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { compile } from '../../../electron/engine/compiler/compile.ts';
import { type Snapshot, TrainingState } from '../../../electron/engine/compiler/state.ts';
import { Random } from '../../../electron/engine/random.ts';
import { drawInputs } from '../../reference/reference.ts';
import { dcgan64 } from '../../reference/dcgan-64.ts';
import { lstmText } from '../../reference/lstm-text.ts';

const CPU = { device: DeviceId.parse('cpu'), threads: 2 };

/** A small DCGAN with everything that a run of it needs. */
async function dcgan(options: { from?: Snapshot; cache?: string } = {}) {
  const reference = dcgan64.build(3, 'tiny');
  const state = new TrainingState(reference.variables, 3);
  if (options.from) state.restore(options.from);
  const { inputs } = reference;
  const step = await compile((given) => reference.step(given), { state, inputs, ...CPU, cache: options.cache });
  const { real, learningRate } = drawInputs(reference, new Random(4));
  const run = async (count: number) => {
    const losses: number[] = [];
    for (let k = 0; k < count; k++) {
      const results = await step.run({ real: real ?? [], learningRate: learningRate ?? [] } as Record<
        string,
        Float32Array
      >);
      losses.push(...Object.values(results).map(({ data }) => data[0] ?? NaN));
    }
    return losses;
  };
  return { state, step, run };
}

describe('determinism', () => {
  test('the same seed gives the same 50 steps bit for bit, with noise drawn by the step', async () => {
    const [a, b] = [await dcgan(), await dcgan()];
    const losses = await a.run(50);
    expect(await b.run(50)).toEqual(losses);
    expect(await b.state.snapshot()).toEqual(await a.state.snapshot());
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(new Set(losses).size).toBeGreaterThan(90);
  });

  test('a run that is saved after 25 steps and loaded goes on as if nothing had happened', async () => {
    const whole = await dcgan();
    const losses = await whole.run(50);
    const first = await dcgan();
    await first.run(25);
    // Through text, as a checkpoint's random state is kept.
    const { variables, random } = await first.state.snapshot();
    const second = await dcgan({ from: { variables, random: JSON.parse(JSON.stringify(random)) as typeof random } });
    expect(await second.run(25)).toEqual(losses.slice(50));
    expect(await second.state.snapshot()).toEqual(await whole.state.snapshot());
  });
});

describe('a step that fails', () => {
  test('for want of memory says so and leaves the state as it was', async () => {
    const w = tf.variable(tf.fill([16, 16], 0.5));
    const state = new TrainingState({ w }, 1);
    const inputs = { x: { shape: [16], random: 'normal' } } as const;
    // 2⁴² bytes are more than a computer has.
    const greedy = await compile(
      ({ x }) => {
        const column = tf.tile(tf.reshape(x, [16, 1]), [2 ** 16, 1]);
        const huge = tf.matMul(column, column, false, true);
        w.assign(tf.mul(w, tf.mean(huge)));
        return { mean: tf.mean(huge) };
      },
      { state, inputs, ...CPU },
    );
    const modest = await compile(
      ({ x }) => {
        w.assign(tf.add(w, tf.mean(x)));
        return { x };
      },
      { state, inputs, ...CPU },
    );
    const before = await state.snapshot();
    const error = await greedy.run().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error, String(error)).toBeInstanceOf(UserError);
    expect((error as UserError).kind).toBe('out-of-memory');
    expect(await state.snapshot()).toEqual(before);
    const { x } = await modest.run();
    const mean = Array.from(x?.data ?? []).reduce((sum, value) => sum + value, 0) / 16;
    expect((await state.read())['w']?.[0]).toBeCloseTo(0.5 + mean, 5);
  });

  test('for a missing or wrong input names it', async () => {
    const { step, state } = await dcgan();
    const before = await state.snapshot();
    await expect(step.run({ learningRate: Float32Array.of(1) })).rejects.toThrow('needs an input “real”');
    await expect(step.run({ real: Float32Array.of(1), learningRate: Float32Array.of(1) })).rejects.toThrow(
      /“real” has \d+ numbers, not 1/,
    );
    expect(await state.snapshot()).toEqual(before);
  });
});

test('several steps share a state, whichever was compiled first', async () => {
  const w = tf.variable(tf.tensor(new Random(1).fillNormal(new Float32Array(3 * 3 * 16 * 32)), [3, 3, 16, 32]));
  const state = new TrainingState({ w }, 1);
  const sum = await compile(() => ({ sum: tf.sum(tf.abs(w)) }), { state, inputs: {}, ...CPU });
  const half = await compile(
    ({ x }) => {
      const y = tf.conv2d(x as tf.Tensor4D, w as unknown as tf.Tensor4D, 1, 'same');
      w.assign(tf.div(w, 2));
      return { y };
    },
    { state, inputs: { x: { shape: [1, 4, 4, 16], random: 'uniform' } }, ...CPU },
  );
  const before = (await sum.run())['sum']?.data[0] ?? NaN;
  await half.run();
  expect((await sum.run())['sum']?.data[0]).toBeCloseTo(before / 2, 1);
  await state.sync();
  expect(tf.sum(tf.abs(w)).dataSync()[0]).toBeCloseTo(before / 2, 1);
});

test('a graph that was compiled before is taken from the cache, a damaged file is not', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'atelier-cache-'));
  try {
    const losses = await (await dcgan()).run(3);
    expect(await (await dcgan({ cache })).run(3)).toEqual(losses);
    const [file = ''] = await readdir(cache);
    expect(await (await dcgan({ cache })).run(3)).toEqual(losses);
    expect(await readdir(cache)).toEqual([file]);
    await truncate(join(cache, file), 5000);
    expect(await (await dcgan({ cache })).run(3)).toEqual(losses);
  } finally {
    await rm(cache, { recursive: true });
  }
});

test('the memory of a step is known before it is run', async () => {
  const side = 512;
  const state = new TrainingState({ w: tf.variable(tf.zeros([3, 3, 16, 16])) }, 1);
  const w = state.variables['w'] as unknown as tf.Tensor4D;
  const step = await compile(
    ({ x }) => ({
      loss: tf.grad((p: tf.Tensor) => tf.sum(tf.square(tf.conv2d(p as tf.Tensor4D, w, 1, 'same'))))(x as tf.Tensor4D),
    }),
    { state, inputs: { x: { shape: [1, side, side, 16], random: 'normal' } }, ...CPU },
  );
  const picture = 4 * 16 * side * side;
  expect(step.bytes).toBeGreaterThan(3 * picture);
  expect(step.bytes).toBeLessThan(8 * picture);
});

test('compiling leaves no tensors behind', async () => {
  const { step } = await dcgan();
  await step.release();
  const before = tf.memory();
  const reference = dcgan64.build(5, 'tiny');
  const made = tf.memory();
  const state = new TrainingState(reference.variables, 3);
  await compile((given) => reference.step(given), { state, inputs: reference.inputs, ...CPU });
  expect(tf.memory().numTensors).toBe(made.numTensors);
  expect(tf.memory().numDataBuffers).toBe(made.numDataBuffers);
  expect(made.numTensors).toBeGreaterThan(before.numTensors);
});

test('text: a recurrent net of 64 steps compiles and learns', async () => {
  const reference = lstmText.build(1, 'tiny');
  const state = new TrainingState(reference.variables, 1);
  const step = await compile((given) => reference.step(given), { state, inputs: reference.inputs, ...CPU });
  const given = { ...drawInputs(reference, new Random(2)), learningRate: Float32Array.of(0.01) };
  const first = (await step.run(given))['loss']?.data[0] ?? NaN;
  for (let k = 0; k < 30; k++) await step.run(given);
  expect((await step.run(given))['loss']?.data[0]).toBeLessThan(first * 0.7);
});
