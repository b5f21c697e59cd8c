// Which of the generated pictures are selected, by their seeds.
import { choose, type Modifiers, type Selection } from '../library/selection.ts';
import { generating } from '../../state/generating.svelte.ts';

const NONE: Selection<number> = { chosen: new Set(), anchor: null, cursor: null };

class Picked {
  private selection = $state.raw(NONE);
  /** In the order in which the pictures are shown. */
  readonly pictures = $derived(generating.made.filter(({ seed }) => this.selection.chosen.has(seed)));
  readonly seeds = $derived(this.pictures.map(({ seed }) => seed));
  /** Where the keyboard stands. */
  readonly cursor: number = $derived(
    Math.max(
      0,
      generating.pictures.findIndex(({ seed }) => seed === this.selection.cursor),
    ),
  );

  has(seed: number): boolean {
    return this.selection.chosen.has(seed);
  }

  choose(seed: number, modifiers: Modifiers): void {
    const seeds = generating.pictures.map((one) => one.seed);
    this.selection = choose(this.selection, seeds, seed, modifiers);
  }

  chooseAll(): void {
    this.selection = { ...this.selection, chosen: new Set(generating.pictures.map(({ seed }) => seed)) };
  }

  clear(): void {
    this.selection = { ...NONE, cursor: this.selection.cursor };
  }
}

export const picked = new Picked();
