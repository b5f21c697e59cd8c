// What generators make pictures from: the noise of a seed, and the way from one seed to another.
import { Random } from '../random.ts';

/** z of a seed, N(0, deviation²): the same on every machine. */
export function noiseOf(seed: number, latent: number, deviation = 1): Float32Array {
  return new Random(seed).fillNormal(new Float32Array(latent), 0, deviation);
}

/**
 * There and back in `frames` frames that can be shown in a circle: 0 at the first, 1 in the middle, and near 0 again at the last.
 */
export function placesOnWay(frames: number): number[] {
  const middle = Math.floor(frames / 2);
  return Array.from({ length: frames }, (_, k) => (k <= middle ? k / middle : (frames - k) / (frames - middle)));
}

/**
 * Spherical interpolation (Shoemake 1985): numbers in N(0,1) lie near a sphere, and those inside it are pictures of nothing.
 * t: 0 gives a, 1 gives b.
 */
export function onSphere(a: Float32Array, b: Float32Array, t: number): Float32Array {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  const angle = lengths > 0 ? Math.acos(Math.min(1, Math.max(-1, dot(a, b) / lengths))) : 0;
  const sine = Math.sin(angle);
  // In the same or in opposite directions there is no arc, but a line.
  const [ofA, ofB] = sine < 1e-6 ? [1 - t, t] : [Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine];
  return a.map((value, k) => ofA * value + ofB * (b[k] ?? 0));
}
