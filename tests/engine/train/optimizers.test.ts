// Optimizers against their papers' formulas, written out here in plain numbers, and against those of TF.js.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type NamedVariables } from '../../../electron/engine/nets/parameters.ts';
import { adam } from '../../../electron/engine/train/optimizers/adam.ts';
import { type Optimizer } from '../../../electron/engine/train/optimizers/optimizer.ts';
import { rmsprop } from '../../../electron/engine/train/optimizers/rmsprop.ts';
import { sgd } from '../../../electron/engine/train/optimizers/sgd.ts';
import { assorted, expectClose, gradientsFor, variable } from './support.ts';

beforeAll(() => tf.setBackend('cpu'));

/** A weight of 1 after each of the gradients 0.5, −2, 0.1 at learning rate 0.1. */
function path(make: (variables: NamedVariables) => Optimizer): number[] {
  const weight = variable([1]);
  const optimizer = make({ weight });
  return GRADIENTS.map((gradient) => {
    optimizer.apply({ weight: tf.tensor([gradient]) }, tf.scalar(RATE));
    return weight.dataSync()[0] ?? NaN;
  });
}

const GRADIENTS = [0.5, -2, 0.1];
const RATE = 0.1;

function expectPath(actual: number[], expected: number[]): void {
  expected.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 5));
}

describe('optimizers', () => {
  test.each([
    ['defaults', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }],
    ['for GANs, large ε', { beta1: 0.5, beta2: 0.9, epsilon: 0.1, weightDecay: 0 }],
    ['no first moment', { beta1: 0, beta2: 0.9, epsilon: 1e-8, weightDecay: 0 }],
    ['decoupled weight decay', { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.2 }],
  ])('Adam follows Kingma & Ba, algorithm 1: %s', (_, options) => {
    const { beta1, beta2, epsilon, weightDecay } = options;
    let [m, v, w] = [0, 0, 1];
    const expected = GRADIENTS.map((g, k) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const [m̂, v̂] = [m / (1 - beta1 ** (k + 1)), v / (1 - beta2 ** (k + 1))];
      return (w = w - RATE * weightDecay * w - (RATE * m̂) / (Math.sqrt(v̂) + epsilon));
    });
    expectPath(
      path((variables) => adam('x', variables, options)),
      expected,
    );
  });

  test('SGD adds up velocity', () => {
    let [velocity, w] = [0, 1];
    const expected = GRADIENTS.map((g) => {
      velocity = 0.8 * velocity + g;
      return (w -= RATE * velocity);
    });
    expectPath(
      path((variables) => sgd('x', variables, { momentum: 0.8 })),
      expected,
    );
  });

  test('RMSProp divides by the root of the mean square', () => {
    let [v, w] = [0, 1];
    const expected = GRADIENTS.map((g) => {
      v = 0.9 * v + 0.1 * g * g;
      return (w -= (RATE * g) / (Math.sqrt(v) + 0.01));
    });
    expectPath(
      path((variables) => rmsprop('x', variables, { decay: 0.9, epsilon: 0.01 })),
      expected,
    );
  });

  test('Adam moves large and small variables as TF.js does, with its ε outside the root too', () => {
    const [ours, theirs] = [assorted(), assorted()];
    const optimizer = adam('x', ours, { beta1: 0.5, epsilon: 1e-7 });
    const reference = tf.train.adam(0.01, 0.5, 0.999, 1e-7);
    for (let step = 1; step <= 4; step++) {
      const gradients = gradientsFor(ours, step);
      optimizer.apply(gradients, tf.scalar(0.01));
      reference.applyGradients(
        Object.entries(theirs).map(([name, { name: id }]) => ({ name: id, tensor: gradients[name] as tf.Tensor })),
      );
    }
    for (const [name, weight] of Object.entries(ours)) expectClose(weight, theirs[name] as tf.Variable);
  });

  test('an update follows the learning rate of its own step', () => {
    const weight = variable([1]);
    const optimizer = sgd('x', { weight }, { momentum: 0 });
    optimizer.apply({ weight: tf.tensor([1]) }, tf.scalar(0.5));
    optimizer.apply({ weight: tf.tensor([1]) }, tf.scalar(0));
    expect(weight.dataSync()[0]).toBe(0.5);
  });

  test('slots carry everything from one run to the next', () => {
    const whole = assorted();
    const [first, second] = [assorted(), assorted()];
    const optimizer = adam('x', whole);
    for (let step = 1; step <= 4; step++) optimizer.apply(gradientsFor(whole, step), tf.scalar(0.01));
    const [before, after] = [adam('x', first), adam('x', second)];
    for (let step = 1; step <= 2; step++) before.apply(gradientsFor(first, step), tf.scalar(0.01));
    const saved = { ...first, ...before.slots };
    for (const [name, slot] of Object.entries({ ...second, ...after.slots }))
      slot.assign(tf.clone(saved[name] as tf.Tensor));
    for (let step = 3; step <= 4; step++) after.apply(gradientsFor(second, step), tf.scalar(0.01));
    for (const [name, weight] of Object.entries(whole)) {
      expect(second[name]?.dataSync()).toEqual(weight.dataSync());
    }
  });

  test('a gradient that is missing is an error that names its variable', () => {
    expect(() => adam('x', assorted()).apply({}, tf.scalar(1))).toThrow('net/filter');
  });
});
