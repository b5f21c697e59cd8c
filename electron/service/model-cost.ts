// How much work a model has with a picture, as a multiple of the picture's own pixels.

/**
 * A net of `scale` is applied once for a target of up to its own scale, and once more each time the target needs the whole
 * scale again: a ×2 net for ×4 sees the picture and then four times as much. 0 for a target smaller than the picture.
 */
export function modelCost(factor: number, scale: number): number {
  if (factor < 1) return 0;
  let cost = 1;
  // The same tolerance as the engine's, for factors that come from rounded sizes.
  for (let reached = scale; scale > 1 && reached * scale <= factor * 1.001; reached *= scale) cost += reached ** 2;
  return cost;
}
