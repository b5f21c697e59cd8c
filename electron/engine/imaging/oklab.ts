// Oklab (Ottosson 2020, bottosson.github.io/posts/oklab): lightness apart from colour as the eye has it.

/** The linear value of an sRGB value, both 0..1 (IEC 61966-2-1). */
export function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** The sRGB value of a linear one; what is beyond 0..1 is cut off. */
export function fromLinear(value: number): number {
  if (value <= 0) return 0;
  if (value >= 1) return 1;
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Linear RGB → [L, a, b], L in 0..1. */
export function toOklab(r: number, g: number, b: number): [number, number, number] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** [L, a, b] → linear RGB, beyond 0..1 for colours that sRGB does not have. */
export function fromOklab(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** As `fromOklab`, with as much of the colour as sRGB has at this lightness. */
export function fromOklabInGamut(lightness: number, a: number, b: number): [number, number, number] {
  let rgb = fromOklab(lightness, a, b);
  if (isInGamut(rgb)) return rgb;
  let [kept, lost] = [0, 1];
  for (let halving = 0; halving < GAMUT_HALVINGS; halving++) {
    const middle = (kept + lost) / 2;
    const tried = fromOklab(lightness, a * middle, b * middle);
    if (isInGamut(tried)) [kept, rgb] = [middle, tried];
    else lost = middle;
  }
  return kept > 0 ? rgb : fromOklab(lightness, 0, 0);
}

const GAMUT_HALVINGS = 6;
const NEARLY = 1e-3;

function isInGamut([r, g, b]: readonly [number, number, number]): boolean {
  return Math.min(r, g, b) >= -NEARLY && Math.max(r, g, b) <= 1 + NEARLY;
}
