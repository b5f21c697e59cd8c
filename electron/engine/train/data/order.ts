// In which order pictures come: every one once before any comes again, decided by the seed and the number of the draw alone.
import { createHash } from 'node:crypto';
import { Random } from '../../random.ts';

/**
 * A generator for one purpose. What is drawn ahead of time must not depend on how far ahead that is, so draws of pictures do not
 * take their numbers from the sequence that the steps take theirs from.
 */
export function randomFor(...purpose: readonly (string | number)[]): Random {
  return new Random(createHash('sha256').update(purpose.join('/')).digest().readInt32LE(0));
}

/** The order of `count` things, shuffled anew in every round. */
export class Order {
  private readonly purpose: string;
  private readonly count: number;
  /** Of this round and of the one before, which may still be asked for. */
  private readonly rounds = new Map<number, Uint32Array>();

  constructor(purpose: string, count: number) {
    this.purpose = purpose;
    this.count = count;
  }

  /** The thing at place `k` of the endless sequence. */
  at(k: number): number {
    const round = Math.floor(k / this.count);
    return this.round(round)[k % this.count] ?? 0;
  }

  private round(number: number): Uint32Array {
    const known = this.rounds.get(number);
    if (known) return known;
    const random = randomFor(this.purpose, 'round', number);
    const order = Uint32Array.from({ length: this.count }, (_, k) => k);
    // Fisher & Yates
    for (let k = order.length - 1; k > 0; k--) {
      const other = random.integer(k + 1);
      [order[k], order[other]] = [order[other] ?? 0, order[k] ?? 0];
    }
    this.rounds.set(number, order);
    for (const old of this.rounds.keys()) if (old < number - 1) this.rounds.delete(old);
    return order;
  }
}
