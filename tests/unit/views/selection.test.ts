// Selecting in the Library as in any file list.
import { expect, test } from 'vitest';
import { groupByDay } from '../../../renderer/views/library/groups.ts';
import { choose, chooseArea, type Selection } from '../../../renderer/views/library/selection.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
const none: Selection<string> = { chosen: new Set(), anchor: null, cursor: null };
const plain = { toggle: false, range: false };
const shift = { toggle: false, range: true };
const control = { toggle: true, range: false };

test('a click chooses one, Shift everything from it, Ctrl one more or less', () => {
  const one = choose(none, ids, 'b', plain);
  expect([...one.chosen]).toEqual(['b']);
  const range = choose(one, ids, 'd', shift);
  expect([...range.chosen]).toEqual(['b', 'c', 'd']);
  expect([...choose(range, ids, 'a', shift).chosen]).toEqual(['a', 'b']);
  const more = choose(range, ids, 'a', control);
  expect([...more.chosen].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect([...choose(more, ids, 'c', control).chosen].sort()).toEqual(['a', 'b', 'd']);
});

test('Ctrl+Shift adds a range to what is chosen', () => {
  const more = choose(choose(choose(none, ids, 'a', plain), ids, 'c', control), ids, 'e', {
    toggle: true,
    range: true,
  });
  expect([...more.chosen].sort()).toEqual(['a', 'c', 'd', 'e']);
});

test('Shift without a beginning, or with one that is gone, chooses one', () => {
  expect([...choose(none, ids, 'c', shift).chosen]).toEqual(['c']);
  expect([...choose({ ...none, anchor: 'gone' }, ids, 'c', shift).chosen]).toEqual(['c']);
});

test('a rectangle replaces, adds with Shift, turns round with Ctrl', () => {
  const before = new Set(['a', 'b']);
  expect([...chooseArea(before, ['b', 'c'], plain)]).toEqual(['b', 'c']);
  expect([...chooseArea(before, ['b', 'c'], shift)]).toEqual(['a', 'b', 'c']);
  expect([...chooseArea(before, ['b', 'c'], control)]).toEqual(['a', 'c']);
});

test('pictures of one day stand together', () => {
  const noon = new Date(2026, 4, 3, 12).getTime();
  const hour = 3_600_000;
  const times = [noon + 11 * hour, noon, noon - 11 * hour, noon - 24 * hour];
  const groups = groupByDay(times, (time) => String(new Date(time).getDate()));
  expect(groups).toEqual([
    { start: 0, end: 3, label: '3' },
    { start: 3, end: 4, label: '2' },
  ]);
});
