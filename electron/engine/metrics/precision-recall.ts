// Improved precision and recall of a generator (Kynkäänniemi 2019, arXiv:1904.06991).
import { squaredDistance } from './distances.ts';
import { type Features } from './features.ts';

/** The paper's k. */
const NEIGHBOUR = 3;

/**
 * Each member of a set stands for the ball around it that reaches to its third nearest neighbour. Precision: the share of
 * generated pictures within a ball of a real one; recall: the share of real ones within a ball of a generated one.
 * Both sets have at least four members.
 */
export function precisionRecall(real: Features, generated: Features): { precision: number; recall: number } {
  return { precision: shareInside(generated, real), recall: shareInside(real, generated) };
}

function shareInside(points: Features, set: Features): number {
  const radii = squaredRadii(set);
  let inside = 0;
  for (let i = 0; i < points.count; i++) {
    if (radii.some((radius, j) => squaredDistance(points, i, set, j) <= radius)) inside++;
  }
  return inside / points.count;
}

function squaredRadii(set: Features): number[] {
  const distances = Array.from({ length: set.count }, () => new Float64Array(set.count));
  for (let i = 0; i < set.count; i++) {
    for (let j = i + 1; j < set.count; j++) distances[i]![j] = distances[j]![i] = squaredDistance(set, i, set, j);
  }
  // The nearest of all is the member itself.
  return distances.map((row) => row.sort()[NEIGHBOUR] ?? 0);
}
