// Justified rows: pictures of any shape side by side in rows that fill the width, each row about as high as wished.

/** CSS pixels from the top left of the content. */
export type Box = { x: number; y: number; width: number; height: number };
/** Pictures `start` to `end` (exclusive) under one heading; an empty `label` takes no room. */
export type Group = { start: number; end: number; label: string };
export type Row = { top: number; height: number; start: number; end: number };
export type Heading = { label: string; x: number; y: number; width: number };
export type Layout = { boxes: Box[]; rows: Row[]; headings: Heading[]; height: number };
export type Measures = {
  width: number;
  /** Height wished for a row; rows of a filled group come as near to it as their pictures allow. */
  rowHeight: number;
  gap: number;
  headingHeight: number;
};

export const EMPTY_LAYOUT: Layout = { boxes: [], rows: [], headings: [], height: 0 };
/** Between groups that share a row. */
const GROUP_GAP = 28;
/** Room for a heading over a single narrow picture. */
const NARROWEST_GROUP = 112;
/** A lone short group that fills at least this much of the width is stretched over all of it. */
const NEARLY_FULL = 0.78;

/**
 * Places pictures of the given aspects (width / height). Long groups are broken where the squared deviation of all row
 * heights is least, so the last row is as full as the others; short groups share a row, each under its heading.
 */
export function justify(aspects: readonly number[], groups: readonly Group[], measures: Measures): Layout {
  const layout: Layout = { boxes: new Array<Box>(aspects.length), rows: [], headings: [], height: 0 };
  if (measures.width <= 0) return EMPTY_LAYOUT;
  let y = 0;
  let shelf: Group[] = [];
  const closeShelf = () => {
    if (shelf.length > 0) y = placeShelf(layout, aspects, shelf, y, measures);
    shelf = [];
  };
  for (const group of groups) {
    const wide = naturalWidth(aspects, group, measures);
    if (wide > measures.width) {
      closeShelf();
      y = placeRows(layout, aspects, group, y, measures);
      continue;
    }
    const used = shelf.reduce((sum, one) => sum + shelfWidth(aspects, one, measures) + GROUP_GAP, 0);
    if (shelf.length > 0 && (used + Math.max(wide, NARROWEST_GROUP) > measures.width || group.label === ''))
      closeShelf();
    shelf.push(group);
  }
  closeShelf();
  layout.height = Math.max(0, y - measures.gap);
  return layout;
}

function naturalWidth(aspects: readonly number[], { start, end }: Group, { rowHeight, gap }: Measures): number {
  let width = (end - start - 1) * gap;
  for (let index = start; index < end; index++) width += (aspects[index] ?? 1) * rowHeight;
  return width;
}

function shelfWidth(aspects: readonly number[], group: Group, measures: Measures): number {
  return Math.max(NARROWEST_GROUP, naturalWidth(aspects, group, measures));
}

/** One row shared by short groups; returns where the next row begins. */
function placeShelf(
  layout: Layout,
  aspects: readonly number[],
  groups: Group[],
  y: number,
  measures: Measures,
): number {
  const [first] = groups;
  if (!first) return y;
  const alone = groups.length === 1;
  if (alone && naturalWidth(aspects, first, measures) > measures.width * NEARLY_FULL) {
    return placeRows(layout, aspects, first, y, measures);
  }
  const head = first.label === '' ? 0 : measures.headingHeight;
  const top = y + head;
  let x = 0;
  for (const group of groups) {
    if (group.label !== '') {
      const width = alone ? measures.width : shelfWidth(aspects, group, measures);
      layout.headings.push({ label: group.label, x, y, width });
    }
    let at = x;
    for (let index = group.start; index < group.end; index++) {
      const width = Math.round((aspects[index] ?? 1) * measures.rowHeight);
      layout.boxes[index] = { x: at, y: top, width, height: measures.rowHeight };
      at += width + measures.gap;
    }
    x += Math.round(shelfWidth(aspects, group, measures)) + GROUP_GAP;
  }
  layout.rows.push({ top, height: measures.rowHeight, start: first.start, end: groups.at(-1)?.end ?? first.end });
  return top + measures.rowHeight + measures.gap;
}

/** A group over as many full rows as it needs; returns where the next row begins. */
function placeRows(layout: Layout, aspects: readonly number[], group: Group, y: number, measures: Measures): number {
  let top = y;
  if (group.label !== '') {
    layout.headings.push({ label: group.label, x: 0, y, width: measures.width });
    top += measures.headingHeight;
  }
  for (const [start, end] of breaks(aspects, group, measures)) {
    let sum = 0;
    for (let index = start; index < end; index++) sum += aspects[index] ?? 1;
    const room = measures.width - (end - start - 1) * measures.gap;
    const height = Math.max(1, Math.round(room / sum));
    let passed = 0;
    for (let index = start; index < end; index++) {
      // Rounded from the left edge, so that the last picture ends exactly at the right one.
      const gaps = (index - start) * measures.gap;
      const left = Math.round((passed / sum) * room) + gaps;
      passed += aspects[index] ?? 1;
      layout.boxes[index] = { x: left, y: top, width: Math.round((passed / sum) * room) + gaps - left, height };
    }
    layout.rows.push({ top, height, start, end });
    top += height + measures.gap;
  }
  return top;
}

/** Where rows begin and end: least sum of (height / wished height − 1)² over all rows, by dynamic programming. */
function breaks(aspects: readonly number[], group: Group, { width, rowHeight, gap }: Measures): [number, number][] {
  const count = group.end - group.start;
  const cost = new Float64Array(count + 1).fill(Infinity);
  const from = new Int32Array(count + 1);
  cost[0] = 0;
  for (let begin = 0; begin < count; begin++) {
    let sum = 0;
    for (let end = begin + 1; end <= count; end++) {
      sum += aspects[group.start + end - 1] ?? 1;
      const ratio = (width - (end - begin - 1) * gap) / sum / rowHeight;
      // Logarithmic, so that half and double the height are equally bad.
      const total = (cost[begin] ?? Infinity) + Math.log(Math.max(ratio, 1e-3)) ** 2;
      if (total < (cost[end] ?? Infinity)) {
        cost[end] = total;
        from[end] = begin;
      }
      // Rows lower than half the wish are never the best, except where one picture alone is that wide.
      if (ratio < 0.5) break;
    }
  }
  const rows: [number, number][] = [];
  for (let end = count; end > 0; end = from[end] ?? 0) {
    rows.unshift([group.start + (from[end] ?? 0), group.start + end]);
  }
  return rows;
}

/** The first row whose bottom lies below `y`; `rows.length` if there is none. */
export function rowAt(rows: readonly Row[], y: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && row.top + row.height <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pictures that a rectangle touches, in order. */
export function touched(layout: Layout, area: Box): number[] {
  const found: number[] = [];
  for (let at = rowAt(layout.rows, area.y); at < layout.rows.length; at++) {
    const row = layout.rows[at];
    if (!row || row.top >= area.y + area.height) break;
    for (let index = row.start; index < row.end; index++) {
      const box = layout.boxes[index];
      if (box && box.x < area.x + area.width && box.x + box.width > area.x) found.push(index);
    }
  }
  return found;
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** The picture the arrow key leads to; up and down go to the one nearest above or below the middle. */
export function neighbour(layout: Layout, index: number, direction: Direction, pageHeight: number): number {
  const last = layout.boxes.length - 1;
  const limited = (value: number) => Math.min(last, Math.max(0, value));
  const box = layout.boxes[index];
  if (!box) return limited(0);
  switch (direction) {
    case 'left':
      return limited(index - 1);
    case 'right':
      return limited(index + 1);
    case 'first':
      return 0;
    case 'last':
      return last;
    case 'up':
    case 'down':
    case 'pageUp':
    case 'pageDown': {
      const here = rowAt(layout.rows, box.y);
      const paged = direction === 'pageUp' || direction === 'pageDown';
      const forward = direction === 'down' || direction === 'pageDown';
      const there = paged
        ? rowAt(layout.rows, box.y + box.height / 2 + (forward ? pageHeight : -pageHeight))
        : here + (forward ? 1 : -1);
      const limitedRow = Math.min(layout.rows.length - 1, Math.max(0, there));
      return limitedRow === here ? index : nearest(layout, limitedRow, box.x + box.width / 2, index);
    }
  }
}

function nearest(layout: Layout, rowIndex: number, x: number, otherwise: number): number {
  const row = layout.rows[rowIndex];
  let best = otherwise;
  let distance = Infinity;
  for (let index = row?.start ?? 0; index < (row?.end ?? 0); index++) {
    const box = layout.boxes[index];
    const away = box ? Math.max(0, box.x - x, x - box.x - box.width) : Infinity;
    if (away < distance) [best, distance] = [index, away];
  }
  return best;
}
