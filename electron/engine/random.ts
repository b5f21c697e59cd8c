// A seeded generator of random numbers: xoshiro128** (Blackman & Vigna 2018, arXiv:1805.01407), seeded by splitmix32.

/** Four 32-bit words, as JSON keeps them; not all zero. */
export type RandomState = readonly [number, number, number, number];

/** The same seed gives the same numbers on every machine. `state` can be saved and set again to continue the sequence. */
export class Random {
  private readonly words = new Uint32Array(4);

  constructor(seed: number) {
    let mixed = seed | 0;
    for (let k = 0; k < 4; k++) {
      mixed = (mixed + 0x9e3779b9) | 0;
      let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      this.words[k] = word ^ (word >>> 15);
    }
  }

  get state(): RandomState {
    const [a = 0, b = 0, c = 0, d = 0] = this.words;
    return [a, b, c, d];
  }

  set state(state: RandomState) {
    this.words.set(state);
  }

  /** In [0, 1), in steps of 2⁻²⁴, so that it stays below 1 as a 32-bit float. */
  uniform(): number {
    return (this.next() >>> 8) / 2 ** 24;
  }

  /** A whole number in 0…below − 1. */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Mean 0, standard deviation 1. */
  normal(): number {
    return this.radius() * Math.cos(2 * Math.PI * this.uniform());
  }

  fillUniform(values: Float32Array, from = 0, to = 1): Float32Array {
    for (let k = 0; k < values.length; k++) values[k] = from + (to - from) * this.uniform();
    return values;
  }

  fillNormal(values: Float32Array, mean = 0, deviation = 1): Float32Array {
    // Box & Muller 1958: a radius and an angle give two independent normal numbers.
    for (let k = 0; k < values.length; k += 2) {
      const radius = deviation * this.radius();
      const angle = 2 * Math.PI * this.uniform();
      values[k] = mean + radius * Math.cos(angle);
      if (k + 1 < values.length) values[k + 1] = mean + radius * Math.sin(angle);
    }
    return values;
  }

  private radius(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform()));
  }

  private next(): number {
    const s = this.words;
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = s;
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const x2 = s2 ^ s0;
    const x3 = s3 ^ s1;
    s[0] = s0 ^ x3;
    s[1] = s1 ^ x2;
    s[2] = x2 ^ (s1 << 9);
    s[3] = rotate(x3, 11);
    return result;
  }
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
