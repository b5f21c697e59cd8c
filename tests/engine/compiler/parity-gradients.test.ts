// Every gradient against TF.js's own CPU backend, pictures in both layouts, and against differences of values.
import { describe, expect, test } from 'vitest';
import { families } from './cases/index.ts';
import { differenceFromSlope, firstOrder, secondOrder } from './derivatives.ts';
import { disagreement } from './support.ts';

const atLeast = (least: 1 | 2) =>
  Object.entries(families).flatMap(([family, cases]) =>
    cases.flatMap(([name, inputs, fn, order = 1]) =>
      order >= least ? [[`${family}: ${name}`, inputs, fn] as const] : [],
    ),
  );

describe('gradients', () => {
  test.each(atLeast(1))('%s', async (_name, inputs, fn) => {
    expect(await disagreement(inputs, firstOrder(inputs, fn))).toBeLessThanOrEqual(1e-4);
    expect(await differenceFromSlope(inputs, fn, 1)).toBeLessThanOrEqual(1e-2);
  });
});

describe('gradients of gradient penalties', () => {
  test.each(atLeast(2))('%s', async (_name, inputs, fn) => {
    expect(await disagreement(inputs, secondOrder(inputs, fn))).toBeLessThanOrEqual(1e-4);
    expect(await differenceFromSlope(inputs, fn, 2)).toBeLessThanOrEqual(1e-2);
  });
});
