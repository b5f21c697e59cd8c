// What every recipe has to pass, in its smallest form, and a short training that clearly beats its own start.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../../electron/contract/errors.ts';
import { Random } from '../../../electron/engine/random.ts';
import { findRecipe, recipes } from '../../../electron/engine/recipes/index.ts';
import { type Product } from '../../../electron/engine/recipes/recipe.ts';
import { applied, exported, Rehearsal } from './rehearsal.ts';
import { cases } from './rehearsals.ts';

beforeAll(() => tf.setBackend('cpu'));

/** What a product of either kind can be given: the same in every test. */
function given(product: Product): { x: tf.Tensor; labels?: tf.Tensor1D } {
  const random = new Random(5);
  if (product.kind !== 'generate') {
    const side = product.kind === 'translate' ? 2 * product.multiple : 8;
    return { x: tf.tensor(random.fillUniform(new Float32Array(side * side * 3)), [1, side, side, 3]) };
  }
  const { latent, classes } = product;
  const x = tf.tensor(random.fillNormal(new Float32Array(2 * latent)), [2, latent]);
  return classes.length > 0 ? { x, labels: tf.tensor1d([0, classes.length - 1], 'int32') } : { x };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((worst, value, k) => Math.max(worst, Math.abs(value - (b[k] ?? NaN))), 0);
}

describe.each(cases.map((each) => [each.smallest.recipe.id, each] as const))('%s', (_, each) => {
  const { smallest, changes, rehearsal } = each;

  test('has defaults and presets within its own limits', () => {
    const { parameters, presets } = smallest.recipe;
    for (const { values } of [{ values: {} }, ...Object.values(presets)]) {
      for (const [name, parameter] of Object.entries(parameters)) {
        const value = (values as Record<string, unknown>)[name] ?? parameter.default;
        if (parameter.kind === 'choice') expect(parameter.choices, name).toContain(value);
        if (parameter.kind === 'integer' || parameter.kind === 'number') {
          expect(value, name).toBeGreaterThanOrEqual(parameter.min);
          expect(value, name).toBeLessThanOrEqual(parameter.max);
        }
      }
      expect(Object.keys(values).filter((name) => !(name in parameters))).toEqual([]);
    }
  });

  test('learns with finite losses, the same from the same seed, and as eager TF.js', async () => {
    const [one, other] = [await Rehearsal.start(smallest), await Rehearsal.start(smallest)];
    const first = await one.run(1);
    const second = await one.run(1);
    expect(Object.entries({ ...first, ...second }).filter(([, loss]) => !Number.isFinite(loss))).toEqual([]);
    expect(await other.run(2)).toEqual({ ...first, ...second });
    expect(await other.state.read()).toEqual(await one.state.read());
    await one.end();
    await other.end();
    const eager = await (await Rehearsal.start(smallest, { eager: true })).run(1);
    for (const [name, loss] of Object.entries(eager)) {
      expect(Math.abs((first[name] ?? NaN) - loss), name).toBeLessThan(5e-4 * Math.max(1, Math.abs(loss)));
    }
  });

  test('leaves alone in each phase what is not its own', async () => {
    const run = await Rehearsal.start(smallest);
    const seen = new Map<string, Set<string>>();
    let before = await run.state.read();
    await run.run(2, 2, async (phase) => {
      const after = await run.state.read();
      const changed = Object.keys(after).filter((name) => largestDifference(after[name] ?? [], before[name] ?? []) > 0);
      const parts = seen.get(phase) ?? new Set();
      for (const name of changed) parts.add(name.slice(0, name.indexOf('/')));
      seen.set(phase, parts);
      before = after;
    });
    await run.end();
    expect(Object.fromEntries([...seen].map(([phase, parts]) => [phase, [...parts].sort()]))).toEqual(changes);
  });

  test('gives the same after saving and loading, and as a file', async () => {
    const run = await Rehearsal.start(smallest);
    await run.run(2);
    await run.state.sync();
    const { product } = run.training;
    const { x, labels } = given(product);
    const expected = applied(product, x, labels);
    const other = await Rehearsal.start(smallest, { seed: 2 });
    other.state.restore(await run.state.snapshot());
    expect(applied(other.training.product, x, labels).dataSync()).toEqual(expected.dataSync());
    const result = await exported(product, x, labels);
    expect(result.shape).toEqual(expected.shape);
    expect(largestDifference(result.dataSync(), expected.dataSync())).toBeLessThan(1e-4);
    await run.end();
    await other.end();
  });

  test('gets clearly better than it began', async () => {
    const run = await Rehearsal.start(rehearsal.setup);
    const began = await rehearsal.error(run.training.product);
    const start = performance.now();
    await run.run(rehearsal.steps, rehearsal.steps);
    const time = (performance.now() - start) / rehearsal.steps;
    await run.state.sync();
    const ended = await rehearsal.error(run.training.product);
    const figures = [began, ended].map((error) => error.toFixed(4)).join(' → ');
    console.log(`${smallest.recipe.id}: ${figures} in ${rehearsal.steps} steps of ${time.toFixed(1)} ms`);
    await run.end();
    expect(ended / began).toBeLessThan(rehearsal.left);
  }, 180_000);
});

test('every recipe that is offered is tested, and found by its id', () => {
  const tested = cases.map((each) => each.smallest.recipe.id);
  expect(recipes.filter(({ id }) => !tested.includes(id))).toEqual([]);
  for (const recipe of recipes) expect(findRecipe(recipe.id)).toBe(recipe);
  expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length);
});

test('an unknown recipe is a mistake of the user, who is told which there are', () => {
  expect(() => findRecipe('nothing')).toThrow(UserError);
  try {
    findRecipe('nothing');
  } catch (error) {
    expect(error).toMatchObject({ kind: 'not-found', hint: expect.stringContaining('dcgan, wgan-gp') as string });
  }
});
