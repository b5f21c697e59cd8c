// Pictures drawn in code, each another one for another seed: a gradient, a few discs and stripes.
import sharp, { type Sharp } from 'sharp';
import { Random } from '../../../electron/engine/random.ts';

export function drawPicture(seed: number, width: number, height = width): Sharp {
  const random = new Random(seed + 1);
  const colour = () => `rgb(${[0, 0, 0].map(() => 30 + random.integer(200)).join(' ')})`;
  const place = (length: number) => Math.round(random.uniform() * length);
  const discs = Array.from(
    { length: 6 },
    () => `<circle cx="${place(width)}" cy="${place(height)}" r="${4 + place(width / 5)}" fill="${colour()}"/>`,
  );
  const stripes = Array.from({ length: 12 }, () => {
    const y = place(height);
    return `<line x1="0" y1="${y}" x2="${width}" y2="${place(height)}" stroke="${colour()}" stroke-width="${1 + random.integer(3)}"/>`;
  });
  const gradient = `<linearGradient id="g"><stop stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/></linearGradient>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${gradient}</defs><rect width="100%" height="100%" fill="url(#g)"/>${discs.join('')}${stripes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).removeAlpha();
}
