// Steps on a TF.js backend against compiled ones, over the same kind of state: the same numbers, the same promises.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { compile } from '../../../electron/engine/compiler/compile.ts';
import { compileEager } from '../../../electron/engine/compiler/eager.ts';
import { TrainingState } from '../../../electron/engine/compiler/state.ts';
import { type TrainingStep } from '../../../electron/engine/compiler/training-step.ts';
import { Random } from '../../../electron/engine/random.ts';
import { dcgan64 } from '../../reference/dcgan-64.ts';
import { drawInputs } from '../../reference/reference.ts';
import { difference } from './support.ts';

beforeAll(() => tf.setBackend('cpu'));

type Kind = 'compiled' | 'eager';

/** A small DCGAN that draws its latent vectors itself. */
function dcgan() {
  const reference = dcgan64.build(1, 'tiny');
  const state = new TrainingState(reference.variables, 5);
  const { real, learningRate } = drawInputs(reference, new Random(2)) as Record<string, Float32Array>;
  const options = { state, inputs: reference.inputs };
  const open: Record<Kind, () => Promise<TrainingStep>> = {
    compiled: () =>
      compile(reference.step, { ...options, device: DeviceId.parse('cpu'), threads: 1, form: 'portable' }),
    eager: () => Promise.resolve(compileEager(reference.step, { ...options, backend: 'cpu' })),
  };
  const run = async (kind: Kind) => {
    const step = await open[kind]();
    const losses = await step.run({ real: real as Float32Array, learningRate: learningRate as Float32Array });
    await step.release();
    return Object.values(losses).map(({ data }) => data[0] ?? NaN);
  };
  return { state, run };
}

async function outcome(kinds: readonly Kind[]): Promise<tf.Tensor[]> {
  const { state, run } = dcgan();
  const losses: number[] = [];
  for (const kind of kinds) losses.push(...(await run(kind)));
  return [losses, ...Object.values(await state.read())].map((values) => tf.tensor(values));
}

test.each<Kind[][]>([[['eager', 'eager', 'eager']], [['compiled', 'eager', 'compiled']]])(
  'three steps %j are as good as three compiled ones',
  async (kinds) => {
    const [expected, actual] = [await outcome(['compiled', 'compiled', 'compiled']), await outcome(kinds)];
    expected.forEach((tensor, k) => expect(difference(tensor, actual[k])).toBeLessThan(1e-4));
  },
);

test('nothing is left over from a step', async () => {
  const { run } = dcgan();
  await run('eager');
  const before = tf.memory().numTensors;
  await run('eager');
  expect(tf.memory().numTensors).toBe(before);
});

describe('a step that fails', () => {
  const w = tf.variable(tf.tensor([1, 2]));
  const state = new TrainingState({ w }, 1);
  const step = compileEager(
    ({ x, noise }) => {
      w.assign(tf.add(w, tf.mul(x, noise)));
      if (failure) throw failure;
      return {};
    },
    { state, inputs: { x: { shape: [2] }, noise: { shape: [2], random: 'uniform' } }, backend: 'cpu' },
  );
  let failure: Error | undefined;
  const x = Float32Array.of(3, 4);

  test.each([
    ['by itself', new Error('in the middle'), x, 'in the middle'],
    ['for memory', new Error('OOM when allocating tensor with shape[2]'), x, 'not enough memory'],
    ['for a wrong input', undefined, new Float32Array(3), 'has 2 numbers, not 3'],
  ])('%s changes nothing', async (_, error, given, message) => {
    const before = await state.snapshot();
    failure = error;
    await expect(step.run({ x: given })).rejects.toThrow(message);
    expect(await state.snapshot()).toEqual(before);
    failure = undefined;
    await step.run({ x });
    expect(await state.snapshot()).not.toEqual(before);
  });
});
