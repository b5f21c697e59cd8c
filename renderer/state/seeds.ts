// Seeds: whole numbers that each stand for one picture of a generator.

/** One past the largest. */
export const SEEDS = 2 ** 32;

/** The seeds of a row of pictures: after the largest comes 0. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => (first + k) % SEEDS);
}

export function anySeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
