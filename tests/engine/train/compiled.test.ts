// Every reference step compiled: the same losses and gradients as eager TF.js, and in the CPU's own form as in standard operators.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { DeviceId } from '../../../electron/contract/ids.ts';
import { compile } from '../../../electron/engine/compiler/compile.ts';
import { registerGradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { TrainingState } from '../../../electron/engine/compiler/state.ts';
import { Random } from '../../../electron/engine/random.ts';
import { references } from '../../reference/index.ts';
import { drawInputs, type Reference, type Size } from '../../reference/reference.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

type Numbers = ArrayLike<number>;
/** Losses by name, and the first moments of Adam, which after one step are the gradients. */
type Outcome = Record<string, Numbers>;

const isGradient = (name: string) => name.includes('/adam/m/');

function eager(reference: Reference): Outcome {
  const { variables, inputs, step } = reference.build(1, 'tiny');
  const values = drawInputs({ inputs }, new Random(2));
  const losses = tf.tidy(() => {
    const given = Object.entries(inputs).map(
      ([name, { shape, dtype }]) => [name, tf.tensor(values[name] ?? [], shape, dtype)] as const,
    );
    return Object.entries(step(Object.fromEntries(given))).map(([name, loss]) => [name, loss.dataSync()] as const);
  });
  const moments = Object.entries(variables).filter(([name]) => isGradient(name));
  return Object.fromEntries([...losses, ...moments.map(([name, moment]) => [name, moment.dataSync()] as const)]);
}

async function compiled(reference: Reference, size: Size, form: 'fastest' | 'portable'): Promise<Outcome> {
  const { variables, inputs, step } = reference.build(1, size);
  const state = new TrainingState(variables, 1);
  const session = await compile(step, { state, inputs, device: DeviceId.parse('cpu'), threads: 1, form });
  const results = await session.run(drawInputs({ inputs }, new Random(2)));
  await session.release();
  const losses = Object.entries(results).map(([name, { data }]) => [name, data] as const);
  return { ...Object.fromEntries(losses), ...(await state.read(Object.keys(variables).filter(isGradient))) };
}

/** Relative to the largest number of each tensor. */
function expectSame(actual: Outcome, expected: Outcome, tolerance: number): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  const errors = Object.entries(expected).map(([name, numbers]) => {
    const scale = Array.from(numbers).reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
    const worst = Array.from(numbers).reduce(
      (most, value, k) => Math.max(most, Math.abs(value - (actual[name]?.[k] ?? NaN)) / scale),
      0,
    );
    return { name, worst };
  });
  expect(errors.filter(({ worst }) => !(worst < tolerance))).toEqual([]);
}

describe.each(references.map((reference) => [reference.name, reference] as const))('%s', (_, reference) => {
  test('is what eager TF.js computes', async () => {
    expectSame(await compiled(reference, 'tiny', 'fastest'), eager(reference), 1e-4);
  });

  test("in the CPU's own form is what it is in standard operators", async () => {
    const [own, portable] = [
      await compiled(reference, 'small', 'fastest'),
      await compiled(reference, 'small', 'portable'),
    ];
    expectSame(own, portable, 1e-4);
  });
});
