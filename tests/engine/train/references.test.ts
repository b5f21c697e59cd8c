// Every reference step at its smallest size, eagerly: finite losses, reproducible, all weights move, no tensor is left over.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerGradients } from '../../../electron/engine/compiler/gradients/index.ts';
import { Random } from '../../../electron/engine/random.ts';
import { references } from '../../reference/index.ts';
import { drawInputs, type Reference } from '../../reference/reference.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

function run(reference: Reference) {
  const built = reference.build(1, 'tiny');
  const values = drawInputs(built, new Random(2));
  const losses = () =>
    tf.tidy(() => {
      const tensors = Object.entries(built.inputs).map(
        ([name, { shape, dtype }]) => [name, tf.tensor(values[name] ?? [], shape, dtype)] as const,
      );
      return Object.values(built.step(Object.fromEntries(tensors))).map((loss) => loss.dataSync()[0] ?? NaN);
    });
  return { variables: built.variables, losses };
}

describe.each(references.map((reference) => [reference.name, reference] as const))('%s', (_, reference) => {
  test('learns with finite losses, the same each time', () => {
    const [one, other] = [run(reference), run(reference)];
    const before = Object.values(one.variables).map((variable) => variable.dataSync().slice());
    const first = one.losses();
    const left = tf.memory().numTensors;
    const second = one.losses();
    expect(tf.memory().numTensors).toBe(left);
    expect([...first, ...second].every(Number.isFinite)).toBe(true);
    expect([other.losses(), other.losses()]).toEqual([first, second]);
    Object.entries(one.variables).forEach(([name, variable], k) => {
      expect(variable.dataSync(), name).not.toEqual(before[k]);
    });
  });
});
