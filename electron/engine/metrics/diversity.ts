// How different a generator's pictures are from each other, beside how different the data's are.
import { Random } from '../random.ts';
import { squaredDistance } from './distances.ts';
import { type Features } from './features.ts';

/** Pairs beyond this number are drawn instead of all taken. */
const MOST_PAIRS = 50_000;

/** E‖f(x) − f(x′)‖ of generated pictures over that of real ones: 1 as diverse as the data, 0 all alike. Two members at least. */
export function diversity(real: Features, generated: Features): number {
  const own = meanDistance(real);
  return own === 0 ? 0 : meanDistance(generated) / own;
}

/** Mean distance of two different members. */
export function meanDistance(set: Features, seed = 1): number {
  const { count } = set;
  const all = (count * (count - 1)) / 2;
  let sum = 0;
  if (all <= MOST_PAIRS) {
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) sum += Math.sqrt(squaredDistance(set, i, set, j));
    return sum / all;
  }
  const random = new Random(seed);
  for (let k = 0; k < MOST_PAIRS; k++) {
    const i = random.integer(count);
    const j = (i + 1 + random.integer(count - 1)) % count;
    sum += Math.sqrt(squaredDistance(set, i, set, j));
  }
  return sum / MOST_PAIRS;
}
