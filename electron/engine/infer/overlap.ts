// How much tiles must overlap: as far as the net sees, or, for a deep net, as far as what it sees still makes a difference.
import { type Raster } from '../imaging/raster.ts';
import { type NetFacts, type Planes, type UpscaleNet } from './net.ts';
import { toPlanes } from './planes.ts';
import { roundUp } from './tiles.ts';
import { affordableOverlap, DEEP_RADIUS, inputSide } from './tile-size.ts';

/** Part of the picture the difference is measured on, and where it is cut. */
const SAMPLE = 128;
const CUT = 16;
/** Half a step of 8 bits: a seam that no 8-bit file shows. */
const VISIBLE = 0.5 / 255;
/** Beyond what was measured, because other parts of the picture may carry further. */
const MARGIN = 1.25;

/**
 * Overlap in source pixels, at most `radius`. In theory an RRDB net sees 350 pixels far, which would make tiles nearly all overlap;
 * in practice ESRGAN thick needs 12 and Real-ESRGAN x4plus 60 to 80, beyond which a difference halves every 6 pixels. So a deep
 * net is run on the picture's middle, whole and cut, and the distance from the cut is taken at which the two agree. With little
 * memory it is less, because tiles that are nearly all overlap would never end.
 */
export async function overlapFor(
  net: UpscaleNet,
  picture: Raster,
  facts: NetFacts,
  budget: number | undefined,
): Promise<number> {
  const side = inputSide(facts, 0, budget);
  const { width, height } = picture.layout;
  if (facts.radius <= DEEP_RADIUS || Math.max(width, height) <= side || Math.min(width, height) < SAMPLE) {
    return affordableOverlap(facts, facts.radius, budget);
  }
  const cut = roundUp(CUT, facts.multiple);
  const sample = roundUp(SAMPLE, facts.multiple);
  const whole = await runPart(net, picture, sample, 0);
  const part = await runPart(net, picture, sample, cut);
  const measured = Math.ceil(distanceOfAgreement(whole, part, cut * facts.scale) / facts.scale);
  return affordableOverlap(facts, Math.ceil(measured * MARGIN), budget);
}

/** The net on the picture's middle, without its first `cut` columns. */
async function runPart(net: UpscaleNet, picture: Raster, sample: number, cut: number): Promise<Planes> {
  const { width, height, bands, depth } = picture.layout;
  const [left, top] = [Math.floor((width - sample) / 2), Math.floor((height - sample) / 2)];
  const rect = { x: Math.max(0, left) + cut, y: Math.max(0, top), width: sample - cut, height: sample };
  const fits = { ...rect, width: Math.min(rect.width, width - rect.x), height: Math.min(rect.height, height - rect.y) };
  const colours = bands < 3 ? ([0, 0, 0] as const) : ([0, 1, 2] as const);
  return net.run(toPlanes(picture.read(fits), fits, bands, depth, colours, rect), rect.height, rect.width);
}

/** Output columns from the cut to the last one in which the cut still makes a visible difference. */
function distanceOfAgreement(whole: Planes, part: Planes, cut: number): number {
  let distance = 0;
  for (let i = 0; i < part.data.length; i++) {
    const [row, x] = [Math.floor(i / part.width), i % part.width];
    if (x < distance) continue;
    if (Math.abs((part.data[i] ?? 0) - (whole.data[row * whole.width + x + cut] ?? 0)) > VISIBLE) distance = x + 1;
  }
  return distance;
}
