// Prepares the pictures of the next steps while one is computed: libvips works in threads of its own.
import { type Numbers } from '../compiler/training-step.ts';
import { type Phase } from '../recipes/recipe.ts';
import { type PictureData } from './data/picture-data.ts';

export type Batches = ReadonlyMap<Phase, Record<string, Numbers>>;

/** Steps. One is not enough, because what follows on decoding starts only between steps. */
const DEPTH = 3;

/** The phases that are due in a step, in their order. */
export function dueIn(step: number, phases: readonly Phase[]): Phase[] {
  return phases.filter(({ every }) => every !== 'start' && step % every === 0);
}

export class ReadAhead {
  private readonly data: PictureData;
  private readonly phases: readonly Phase[];
  private readonly pending = new Map<number, Promise<Batches>>();

  constructor(data: PictureData, phases: readonly Phase[]) {
    this.data = data;
    this.phases = phases;
  }

  /** The batches of all phases of a step; those of the steps after it, up to `last`, are begun. */
  async take(step: number, last: number): Promise<Batches> {
    const begun = this.begin(step);
    for (let next = step + 1; next < Math.min(step + DEPTH, last); next++) void this.begin(next);
    const batches = await begun;
    this.pending.delete(step);
    return batches;
  }

  clear(): void {
    this.pending.clear();
  }

  private begin(step: number): Promise<Batches> {
    const known = this.pending.get(step);
    if (known) return known;
    const prepared = this.prepare(step);
    // Whoever takes it hears of its failure; until then it is not a promise that nobody looks at.
    prepared.catch(() => undefined);
    this.pending.set(step, prepared);
    return prepared;
  }

  private async prepare(step: number): Promise<Batches> {
    const due = dueIn(step, this.phases).map(async (phase) => {
      const run = Math.floor(step / (phase.every as number));
      return [phase, await this.data.batch(phase, run)] as const;
    });
    return new Map(await Promise.all(due));
  }
}
