// Integers of a graph that depend on the size of its inputs.
//
// TF.js computes and checks every shape with numbers, so a trace is always at one concrete size. To get a graph for any
// size, the function is traced at all corners of a box of sizes: an integer that appears in a graph is then the multilinear
// function through its values at the corners (height × width of a flattened picture included), exactly and without symbols
// in the kernels. One more trace, inside the box's neighbourhood, checks that this is so.

/** Σ times·Πdims, divided by `over` (rounded down). An empty `dims` is the constant term. */
export type DimExpression = {
  readonly terms: readonly { readonly dims: readonly string[]; readonly times: number }[];
  readonly over: number;
};
export type Dim = number | DimExpression;

export type Sizes = Readonly<Record<string, number>>;

export function dimKey(dim: Dim): string {
  return typeof dim === 'number' ? String(dim) : JSON.stringify(dim);
}

export function evaluate(dim: Dim, sizes: Sizes): number {
  if (typeof dim === 'number') return dim;
  const sum = dim.terms.reduce(
    (total, { dims, times }) => total + times * dims.reduce((product, name) => product * (sizes[name] ?? NaN), 1),
    0,
  );
  return Math.floor(sum / dim.over);
}

/** All 2ⁿ combinations of low and high; the k-th bit of an index says whether the k-th name is high. */
export function corners(low: Sizes, high: Sizes): Sizes[] {
  const names = Object.keys(low);
  return Array.from({ length: 2 ** names.length }, (_, index) =>
    Object.fromEntries(names.map((name, bit) => [name, ((index >> bit) & 1 ? high : low)[name] ?? 0])),
  );
}

/** The multilinear function that takes `values[i]` at `corners(low, high)[i]`. */
export function interpolate(values: readonly number[], low: Sizes, high: Sizes): Dim {
  const first = values[0] ?? 0;
  if (values.every((value) => value === first)) return first;
  const names = Object.keys(low);
  const over = names.reduce((product, name) => product * span(name, low, high), 1);
  // Each corner contributes value · Π (x − low) or (high − x); expanded into monomials.
  const monomials = new Map<number, number>();
  values.forEach((value, corner) => {
    for (let mask = 0; mask < values.length; mask++) {
      const factor = names.reduce((product, name, bit) => {
        const [isHigh, isVariable] = [(corner >> bit) & 1, (mask >> bit) & 1];
        const constant = isHigh ? -(low[name] ?? 0) : (high[name] ?? 0);
        return product * (isVariable ? (isHigh ? 1 : -1) : constant);
      }, value);
      monomials.set(mask, (monomials.get(mask) ?? 0) + factor);
    }
  });
  const used = [...monomials].filter(([, times]) => times !== 0);
  const divisor = used.reduce((common, [, times]) => gcd(common, Math.abs(times)), over);
  return {
    terms: used.map(([mask, times]) => ({
      dims: names.filter((_, bit) => (mask >> bit) & 1),
      times: times / divisor,
    })),
    over: over / divisor,
  };
}

function span(name: string, low: Sizes, high: Sizes): number {
  return (high[name] ?? 0) - (low[name] ?? 0);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
