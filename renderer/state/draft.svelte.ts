// Settings being chosen for the next work of one kind: shown at once, kept as the user's defaults soon after.
import { type Settings } from '#contract/settings.ts';
import { type SaveOptions } from '#contract/upscale.ts';
import { settings } from './settings.svelte.ts';

/** Milliseconds after the last change until the choices are kept. */
const SETTLE = 500;

export class Draft<Kind extends 'upscale' | 'restyle'> {
  /** A folder to save to was asked for but is not named yet. */
  folderMissing = $state(false);
  private readonly kind: Kind;
  /** What the user changed and the settings do not hold yet. */
  private changed = $state.raw<Settings[Kind] | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  /** What the next work would use. */
  get chosen(): Settings[Kind] {
    return this.changed ?? settings.current[this.kind];
  }

  get save(): SaveOptions {
    return this.chosen.save;
  }

  /** Keys that are present replace the old ones whole. */
  choose(change: Partial<Settings[Kind]>): void {
    this.changed = { ...this.chosen, ...change };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { changed } = this;
      if (!changed) return;
      void settings.set({ [this.kind]: changed });
      this.changed = null;
    }, SETTLE);
  }

  chooseSave(change: Partial<SaveOptions>): void {
    this.choose({ save: { ...this.save, ...change } } as Partial<Settings[Kind]>);
  }
}
