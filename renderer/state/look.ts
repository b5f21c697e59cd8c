// Looks compared, chosen by chance, and the sizes in which they are tried.
import { type ModelId } from '#contract/ids.ts';
import { type LibraryImage } from '#contract/image.ts';
import { type Look } from '#contract/restyle.ts';
import { clamp } from '../canvas/geometry.ts';

/** Longer sides of previews in pixels: few, so that a window that is a little larger asks for nothing new. */
const SIDES = [256, 512, 768, 1024, 1536, 2048];
/** A quick one comes before one of at least twice its side. */
const [QUICK] = SIDES as [number];
const SMALLEST_BRUSH = 0.5;
const WEAKEST = 0.6;

/** Whether a result is the picture in just this look. */
export function isMadeIn({ madeBy }: Pick<LibraryImage, 'madeBy'>, look: Look): boolean {
  if (madeBy?.operation !== 'restyle') return false;
  const { model, strength, keepColors, brush } = madeBy.settings;
  return model === look.model && strength === look.strength && keepColors === look.keepColors && brush === look.brush;
}

/**
 * The sizes in which to preview a picture whose longer side is `longest` pixels and covers `seen` pixels of the screen,
 * rough ones first.
 */
export function previewSides(longest: number, seen: number): number[] {
  const wanted = SIDES.find((side) => side >= seen) ?? Math.max(...SIDES);
  const fine = clamp(longest, 64, wanted);
  return fine < 2 * QUICK ? [fine] : [QUICK, fine];
}

/**
 * The brush that shows in a preview what the look's brush paints in the whole picture, as far as brushes go: strokes have a
 * size in pixels, so a smaller picture needs smaller ones.
 */
export function previewBrush(brush: number, side: number, longest: number): number {
  return clamp(Math.round(((brush * side) / longest) * 100) / 100, SMALLEST_BRUSH, brush);
}

/** A style by chance, another one than `before` if there is one, at a strength of 60 to 100 %. `random` gives 0..1. */
export function surprise(
  styles: readonly ModelId[],
  before: ModelId | null,
  random: () => number,
): { model: ModelId; strength: number } | null {
  const others = styles.filter((id) => id !== before);
  const pool = others.length > 0 ? others : styles;
  const model = pool[Math.min(pool.length - 1, Math.floor(random() * pool.length))];
  if (model === undefined) return null;
  return { model, strength: Math.round((WEAKEST + random() * (1 - WEAKEST)) * 20) / 20 };
}
