// The Library's rows: shapes kept, widths filled, nothing lost, and quick for a large library.
import { expect, test } from 'vitest';
import {
  justify,
  neighbour,
  rowAt,
  touched,
  type Group,
  type Measures,
} from '../../../renderer/views/library/justified.ts';

const measures: Measures = { width: 1180, rowHeight: 180, gap: 6, headingHeight: 32 };

/** A repeatable mixture of landscape, portrait and square. */
function shapes(count: number): number[] {
  let seed = 7;
  return Array.from({ length: count }, () => {
    seed = (seed * 48271) % 2147483647;
    return [1.5, 1.5, 1.33, 0.67, 0.75, 1, 1.78, 2.4][seed % 8] ?? 1;
  });
}

const whole = (count: number): Group[] => [{ start: 0, end: count, label: '' }];

test('every row of a long group fills the width to the pixel, near the height wished', () => {
  const aspects = shapes(403);
  const { boxes, rows } = justify(aspects, whole(403), measures);
  expect(boxes).toHaveLength(403);
  expect(rows[0]?.start).toBe(0);
  expect(rows.at(-1)?.end).toBe(403);
  rows.forEach(({ start, end, height, top }, at) => {
    const last = boxes[end - 1];
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBe(measures.width);
    expect(height).toBeGreaterThan(measures.rowHeight * 0.7);
    expect(height).toBeLessThan(measures.rowHeight * 1.4);
    expect(start).toBe(rows[at - 1]?.end ?? 0);
    expect(top).toBe(at === 0 ? 0 : (rows[at - 1]?.top ?? 0) + (rows[at - 1]?.height ?? 0) + measures.gap);
  });
});

test('pictures keep their shape to a pixel', () => {
  const aspects = shapes(200);
  const { boxes } = justify(aspects, whole(200), measures);
  boxes.forEach((box, index) => {
    // Heights are rounded too, which a wide picture feels in its width.
    const slack = 1 + (aspects[index] ?? 1) * 0.5;
    expect(Math.abs(box.width - box.height * (aspects[index] ?? 1))).toBeLessThanOrEqual(slack);
  });
});

test('short days share a row, each under its heading', () => {
  const groups = [
    { start: 0, end: 2, label: 'Today' },
    { start: 2, end: 3, label: 'Yesterday' },
    { start: 3, end: 4, label: '3 May' },
    { start: 4, end: 60, label: '1 May' },
  ];
  const { rows, headings, boxes } = justify([1, 0.67, 1, 1.3, ...shapes(56)], groups, measures);
  expect(headings.map(({ label }) => label)).toEqual(['Today', 'Yesterday', '3 May', '1 May']);
  expect(new Set(headings.slice(0, 3).map(({ y }) => y)).size).toBe(1);
  expect(rows[0]).toMatchObject({ start: 0, end: 4, height: measures.rowHeight });
  expect(boxes[2]?.x).toBe(headings[1]?.x);
  for (const box of boxes) expect(box.x + box.width).toBeLessThanOrEqual(measures.width);
});

test('a single panorama is as wide as the page and a single portrait not enlarged to it', () => {
  const panorama = justify([12], whole(1), measures).boxes[0];
  expect(panorama).toMatchObject({ x: 0, width: measures.width });
  expect(justify([0.66], whole(1), measures).boxes[0]?.height).toBe(measures.rowHeight);
});

test('no width gives no rows', () => {
  expect(justify([1], whole(1), { ...measures, width: 0 }).rows).toEqual([]);
});

test('a rectangle finds what it touches, also far down among 10 000', () => {
  const layout = justify(shapes(10_000), whole(10_000), measures);
  const row = layout.rows[600];
  if (!row) throw new Error('too few rows');
  const everything = { x: 0, y: row.top + 1, width: measures.width, height: 2 };
  expect(touched(layout, everything)).toEqual(Array.from({ length: row.end - row.start }, (_, at) => row.start + at));
  expect(rowAt(layout.rows, row.top)).toBe(600);
  expect(touched(layout, { x: 0, y: layout.height + 10, width: 50, height: 50 })).toEqual([]);
});

test('arrows walk to the nearest picture and stop at the ends', () => {
  const layout = justify(shapes(120), whole(120), measures);
  const middle = layout.rows[3];
  const index = (middle?.start ?? 0) + 1;
  const down = neighbour(layout, index, 'down', 600);
  expect(rowAt(layout.rows, layout.boxes[down]?.y ?? 0)).toBe(4);
  const up = neighbour(layout, index, 'up', 600);
  expect(rowAt(layout.rows, layout.boxes[up]?.y ?? 0)).toBe(2);
  expect(neighbour(layout, 0, 'left', 600)).toBe(0);
  expect(neighbour(layout, 0, 'up', 600)).toBe(0);
  expect(neighbour(layout, 119, 'right', 600)).toBe(119);
  expect(neighbour(layout, 5, 'last', 600)).toBe(119);
  const paged = neighbour(layout, 0, 'pageDown', 600);
  expect(layout.boxes[paged]?.y).toBeGreaterThan(400);
});
