// Generated pictures: their tiles fill the room, keys lead from one to the next, seeds go on in a row.
import { expect, test } from 'vitest';
import { seedsFrom } from '../../../renderer/state/seeds.ts';
import { tileAfter, tileGrid } from '../../../renderer/views/generate/tile-grid.ts';

const SIDES = { gap: 8, least: 96, most: 256 };

test('tiles are as large as all of them fit, and scroll before they become too small to judge', () => {
  expect(tileGrid(16, { width: 840, height: 690 }, SIDES)).toEqual({ columns: 4, side: 166 });
  expect(tileGrid(1, { width: 840, height: 690 }, SIDES)).toEqual({ columns: 1, side: 256 });
  expect(tileGrid(16, { width: 1480, height: 950 }, SIDES)).toEqual({ columns: 6, side: 240 });
  expect(tileGrid(256, { width: 840, height: 690 }, SIDES)).toEqual({ columns: 8, side: 98 });
  expect(tileGrid(16, { width: 0, height: 0 }, SIDES)).toEqual({ columns: 1, side: 1 });
});

test('arrow keys go along and across and stop at the edges', () => {
  const after = (key: string, at: number) => tileAfter(key, at, 10, 4);
  expect([after('ArrowRight', 3), after('ArrowLeft', 0), after('ArrowRight', 9)]).toEqual([4, 0, 9]);
  expect([after('ArrowDown', 1), after('ArrowDown', 7), after('ArrowUp', 9), after('ArrowUp', 2)]).toEqual([
    5, 7, 5, 2,
  ]);
  expect([after('Home', 5), after('End', 5), after('a', 5)]).toEqual([0, 9, null]);
});

test('after the largest seed comes 0', () => {
  expect(seedsFrom(5, 3)).toEqual([5, 6, 7]);
  expect(seedsFrom(2 ** 32 - 2, 3)).toEqual([2 ** 32 - 2, 2 ** 32 - 1, 0]);
});
