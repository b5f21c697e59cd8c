// What is drawn where: one picture, two under a divider, or two side by side, with small pieces laid over them.
import { intersection, type Rect, within } from './geometry.ts';
import { type Painter } from './painter.ts';
import { type Part } from './stage.ts';

export type Show = 'before' | 'after' | 'slider' | 'side';
/** CSS pixels between two pictures side by side. */
export const GUTTER = 2;

export type Layout = {
  show: Show;
  /** The whole canvas in CSS pixels, and where the picture lies in its (first) view. */
  canvas: Rect;
  picture: Rect;
  /** 0..1 of what is seen of the result's place. */
  divider: number;
};

/** The views of a canvas: two when side by side. */
export function viewsOf({ show, canvas }: Pick<Layout, 'show' | 'canvas'>): [Rect] | [Rect, Rect] {
  if (show !== 'side') return [canvas];
  const width = (canvas.width - GUTTER) / 2;
  return [
    { ...canvas, width },
    { ...canvas, width, x: width + GUTTER },
  ];
}

/** What is seen of the result's place: where the divider can go. `part`: that place, 0..1 of the picture. */
export function dividerSpan({ canvas, picture }: Pick<Layout, 'canvas' | 'picture'>, part: Rect): Rect {
  return intersection(within(picture, part), canvas);
}

export type Painters = {
  before: Painter;
  after: Painter | null;
  /** Where the result is, 0..1 of the picture: all of it, or a crop that was tried. */
  part: Rect;
  /** Pieces of a result that is being made, over the original. */
  live: Painter | null;
  /** Whether single pixels of the finest version are shown as squares. */
  crisp: boolean;
};

export function sceneOf(layout: Layout, { before, after, part, live, crisp }: Painters): Part[] {
  const { show, picture, divider } = layout;
  const isCrop = part.width < 1 || part.height < 1;
  // Beside its result the original is enlarged smoothly, as any viewer would: that is what the result is better than.
  const original = (view: Rect, area = picture): Part => ({
    painter: before,
    area,
    clip: view,
    smooth: after !== null || !crisp,
  });
  const result = (clip: Rect, view: Rect, area = picture): Part[] =>
    after
      ? [
          {
            painter: after,
            area,
            clip,
            smooth: !crisp,
            ...(isCrop && { outline: within(area, part), outlineClip: view }),
          },
        ]
      : [];
  const [first, second] = viewsOf(layout);
  const over: Part[] = live ? [{ painter: live, area: picture, clip: first, smooth: true }] : [];
  if (show === 'before' || !after) return [original(first), ...over];
  if (show === 'after') return isCrop ? [original(first), ...result(first, first)] : result(first, first);
  if (show === 'slider') {
    const span = dividerSpan(layout, part);
    const from = span.x + span.width * divider;
    const clip = { ...first, x: from, width: Math.max(0, first.x + first.width - from) };
    return [original(first), ...result(clip, first)];
  }
  if (!second) return [original(first)];
  const area = { ...picture, x: picture.x + second.x };
  const frame = isCrop ? [original(second, area)] : [];
  return [original(first), ...frame, ...result(second, second, area)];
}
