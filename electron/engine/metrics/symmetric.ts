// Linear algebra of symmetric matrices: eigenvalues and a triangular root.

/** Off-diagonal numbers this small beside their neighbours are zero. */
const SMALL = 2 ** -52;
const MOST_ITERATIONS = 60;

/** AAᵀ or, between two, ABᵀ: rows of `width` numbers → [rows of a, rows of b]. */
export function products(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const [n, m] = [a.length / width, b.length / width];
  const out = new Float64Array(n * m);
  const isSame = a === b;
  for (let i = 0; i < n; i++) {
    for (let j = isSame ? i : 0; j < m; j++) {
      let sum = 0;
      for (let k = 0, p = i * width, q = j * width; k < width; k++) sum += a[p + k]! * b[q + k]!;
      out[i * m + j] = sum;
      if (isSame) out[j * m + i] = sum;
    }
  }
  return out;
}

/**
 * R with RᵀR = A for a positive semidefinite A [n,n], as rows. Where A has no more rank, R has a row of zeros
 * (Cholesky; Golub & Van Loan 2013, “Matrix Computations”, 4.2.8, without pivoting).
 */
export function triangularRoot(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  for (let i = 0; i < n; i++) {
    const pivot = a[i * n + i]!;
    const factor = pivot > n * SMALL * largest ? 1 / Math.sqrt(pivot) : 0;
    for (let k = 0; k < n; k++) a[i * n + k] = k < i ? 0 : a[i * n + k]! * factor;
    for (let j = i + 1; j < n; j++) {
      const rij = a[i * n + j]!;
      if (rij === 0) continue;
      for (let k = j; k < n; k++) a[j * n + k]! -= rij * a[i * n + k]!;
    }
  }
  return a;
}

/**
 * Eigenvalues of a symmetric matrix [n,n], unsorted: Householder's reduction to a tridiagonal matrix, then QL steps with
 * implicit shifts (Martin, Reinsch & Wilkinson 1968; Dubrulle, Martin & Wilkinson 1968).
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const { diagonal, beside } = tridiagonal(matrix.slice(), n);
  return qlSteps(diagonal, beside, n);
}

/** A ← (I − 2vvᵀ/vᵀv) A (I − 2vvᵀ/vᵀv) for each column, which leaves one number under the diagonal. */
function tridiagonal(a: Float64Array, n: number): { diagonal: Float64Array; beside: Float64Array } {
  const beside = new Float64Array(n);
  const [v, w] = [new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n - 2; k++) {
    let squares = 0;
    for (let i = k + 1; i < n; i++) squares += (v[i] = a[k * n + i]!) ** 2;
    const alpha = v[k + 1]! > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    beside[k] = alpha;
    v[k + 1]! -= alpha;
    const half = squares - alpha * a[k * n + k + 1]!; // vᵀv/2
    if (half === 0) continue;
    let vp = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * v[j]!;
      w[i] = sum / half;
      vp += v[i]! * w[i]!;
    }
    for (let i = k + 1; i < n; i++) w[i]! -= (vp / (2 * half)) * v[i]!;
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
    }
  }
  if (n > 1) beside[n - 2] = a[(n - 2) * n + n - 1]!;
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), beside };
}

function qlSteps(d: Float64Array, e: Float64Array, n: number): Float64Array {
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]!) > SMALL * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      if (m === l) break;
      if (iteration === MOST_ITERATIONS) throw new Error('the eigenvalues do not converge');
      // The shift: the eigenvalue of the leading 2 × 2 block nearer to its first number.
      const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
      let g = d[m]! - d[l]! + e[l]! / (half + Math.sign(half || 1) * Math.hypot(half, 1));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const [f, b] = [s * e[i]!, c * e[i]!];
        const r = (e[i + 1] = Math.hypot(f, g));
        if (r === 0) {
          d[i + 1]! -= p;
          break;
        }
        [s, c] = [f / r, g / r];
        const shifted = d[i + 1]! - p;
        const t = (d[i]! - shifted) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = shifted + p;
        g = c * t - b;
      }
      if (i < l) {
        d[l]! -= p;
        e[l] = g;
      }
      e[m] = 0;
    }
  }
  return d;
}
