// Every kernel against TF.js's own CPU backend, pictures in both layouts: values.
import { describe, expect, test } from 'vitest';
import { families } from './cases/index.ts';
import { disagreement } from './support.ts';

describe.each(Object.entries(families))('%s', (_, cases) => {
  test.each(cases.map(([name, inputs, fn]) => [name, inputs, fn] as const))('%s', async (_name, inputs, fn) => {
    expect(await disagreement(inputs, fn)).toBeLessThanOrEqual(1e-4);
  });
});
