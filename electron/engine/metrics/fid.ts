// Fréchet distance of two sets of features (FID: Heusel 2017, arXiv:1706.08500).
import { type Features } from './features.ts';
import { products, symmetricEigenvalues, triangularRoot } from './symmetric.ts';

/**
 * d² = ‖μ₁ − μ₂‖² + Tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½) of the Gaussians with the sets' means and covariances; 0 for equal sets.
 * Both sets have at least two members. It falls with the number of members: compare at equal counts only.
 *
 * With Σ = FᵀF, the eigenvalues of Σ₁Σ₂ other than 0 are those of MMᵀ, M = F₁F₂ᵀ. That one is symmetric, and no larger than
 * the smaller set, so that covariances without full rank need nothing added to their diagonal.
 */
export function frechetDistance(a: Features, b: Features): number {
  const [one, two] = [gaussian(a), gaussian(b)];
  let distance = one.trace + two.trace;
  for (let k = 0; k < a.width; k++) distance += (one.mean[k]! - two.mean[k]!) ** 2;
  const smallerFirst = one.root.length <= two.root.length;
  const [f, g] = smallerFirst ? [one.root, two.root] : [two.root, one.root];
  const rows = f.length / a.width;
  const m = products(f, g, a.width); // [rows of f, rows of g]
  const eigenvalues = symmetricEigenvalues(products(m, m, g.length / a.width), rows);
  for (const value of eigenvalues) distance -= 2 * Math.sqrt(Math.max(0, value));
  return Math.max(0, distance);
}

/** Mean, trace of the covariance, and rows F with FᵀF = Σ, as few as there can be. */
function gaussian({ data, count, width }: Features): { mean: Float64Array; trace: number; root: Float64Array } {
  const mean = new Float64Array(width);
  for (let k = 0; k < data.length; k++) mean[k % width]! += data[k]! / count;
  const centred = new Float64Array(data.length);
  let trace = 0;
  for (let k = 0; k < data.length; k++) {
    centred[k] = (data[k]! - mean[k % width]!) / Math.sqrt(count - 1);
    trace += centred[k]! ** 2;
  }
  return { mean, trace, root: count <= width ? centred : triangularRoot(covariance(centred, count, width), width) };
}

/** Σ = FᵀF. */
function covariance(rows: Float64Array, count: number, width: number): Float64Array {
  const columns = new Float64Array(rows.length);
  for (let i = 0; i < count; i++) for (let k = 0; k < width; k++) columns[k * count + i] = rows[i * width + k]!;
  return products(columns, columns, count);
}
