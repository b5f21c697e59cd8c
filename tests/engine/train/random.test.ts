// The seeded generator: a published sequence, statistics, and going on from a saved state.
import { describe, expect, test } from 'vitest';
import { Random } from '../../../electron/engine/random.ts';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('random numbers', () => {
  test('are those of xoshiro128**', () => {
    const random = new Random(0);
    random.state = [1, 2, 3, 4];
    // The first outputs of the authors' C code from the state {1, 2, 3, 4}.
    const published = [11520, 0, 5927040, 70819200];
    expect(published.map(() => random.uniform() * 2 ** 24)).toEqual(published.map((word) => word >>> 8));
  });

  test('are the same for the same seed, and others for another', () => {
    const draw = (seed: number) => [...new Random(seed).fillUniform(new Float32Array(8))];
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('go on from a state that went through JSON', () => {
    const random = new Random(3);
    random.normal();
    const saved = JSON.stringify(random.state);
    const expected = random.fillNormal(new Float32Array(5));
    const other = new Random(99);
    other.state = JSON.parse(saved) as Random['state'];
    expect(other.fillNormal(new Float32Array(5))).toEqual(expected);
  });

  test('uniform ones fill [0, 1) evenly', () => {
    const values = new Random(1).fillUniform(new Float32Array(40_000));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const tenths = Array.from({ length: 10 }, (_, k) => values.filter((value) => Math.floor(value * 10) === k).length);
    for (const count of tenths) expect(Math.abs(count - 4_000)).toBeLessThan(300); // 5 deviations
  });

  test('normal ones have mean 0, deviation 1 and the tails of a normal distribution', () => {
    const values = new Random(2).fillNormal(new Float32Array(40_001));
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => Number(Math.abs(value) > 1.96)))).toBeCloseTo(0.05, 2);
    const single = new Random(4);
    const drawn = Array.from({ length: 10_000 }, () => single.normal());
    expect(mean(drawn.map((value) => value ** 2))).toBeCloseTo(1, 1);
  });

  test('whole ones reach every value below the limit and no other', () => {
    const random = new Random(5);
    expect(new Set(Array.from({ length: 200 }, () => random.integer(5)))).toEqual(new Set([0, 1, 2, 3, 4]));
  });
});
