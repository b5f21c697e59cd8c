// Finds frames of one colour around pictures: scans of prints, letterboxed film, screenshots.
import { type Crop } from '#contract/dataset.ts';

/** How far pixels of a frame may lie from its colour: JPEG's ripples. */
const TOLERANCE = 14;
/** Share of a frame's line that may be of another colour: specks, and where JPEG's blocks reach into it. */
const SPECKS = 0.03;
/** Each side of a frame is at least this share of the picture. */
const LEAST = 0.01;
/** A frame ends at once: the first line inside it differs from it along this share of its length. An object on plain ground does not. */
const EDGE = 0.6;
/** Lines over which JPEG smears an edge. */
const BLOCK = 16;

type Line = (index: number) => { start: number; step: number; length: number };

/** What is inside the frame, or nothing if there is none. A frame lies on two opposite sides at least, in one colour. */
export function findFrame(data: Uint8Array, width: number, height: number, channels: number): Crop | undefined {
  const row: Line = (y) => ({ start: y * width * channels, step: channels, length: width });
  const [top, bottom] = both(data, channels, height, row);
  // Columns between what was found above and below.
  const length = height - top - bottom;
  const column: Line = (x) => ({ start: (top * width + x) * channels, step: width * channels, length });
  const [left, right] = both(data, channels, width, column);
  if (top + bottom + left + right === 0) return undefined;
  return { x: left, y: top, width: width - left - right, height: height - top - bottom };
}

/** How many lines of the frame's colour there are from both ends, or none if one end has too few. */
function both(data: Uint8Array, channels: number, count: number, line: Line): [number, number] {
  const colour = data.subarray(line(0).start, line(0).start + channels);
  const share = (index: number): number => {
    const { start, step, length } = line(index);
    let others = 0;
    for (let k = 0, at = start; k < length; k++, at += step) {
      if (colour.some((value, c) => Math.abs((data[at + c] ?? 0) - value) > TOLERANCE)) others++;
    }
    return others / length;
  };
  let [first, last] = [0, 0];
  while (first < count && share(first) <= SPECKS) first++;
  while (last < count - first && share(count - 1 - last) <= SPECKS) last++;
  const least = Math.max(2, LEAST * count);
  if (first < least || last < least || first + last >= count) return [0, 0];
  const [top, bottom] = [end(first, share), end(last, (index) => share(count - 1 - index))];
  return top === undefined || bottom === undefined || top + bottom >= count ? [0, 0] : [top, bottom];
}

/** The first line from `from` on that is not of the frame along most of its length; none within a block means a soft end. */
function end(from: number, share: (index: number) => number): number | undefined {
  for (let index = from; index < from + BLOCK; index++) if (share(index) >= EDGE) return index;
  return undefined;
}
