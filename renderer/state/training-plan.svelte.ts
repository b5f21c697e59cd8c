// What the user is about to train: kept while other screens are shown, until it is started.
import { type Dataset } from '#contract/dataset.ts';
import { UserError } from '#contract/errors.ts';
import { type DatasetId } from '#contract/ids.ts';
import {
  type ParameterValue,
  type ParameterValues,
  type PresetName,
  type RecipeDescription,
  type Run,
  type TrainSettingsInput,
} from '#contract/training.ts';
import { type UploadProgress } from '../api/dataset-upload.ts';
import { SvelteMap } from 'svelte/reactivity';
import { datasets } from './datasets.svelte.ts';
import { recipes } from './recipes.svelte.ts';
import { runs } from './runs.svelte.ts';
import { asTitle, unusedName } from './set-name.ts';
import { type PictureSource, takePictures } from './take-pictures.ts';

/** The set to learn from, and the second one of recipes that need it. */
export type Side = 'data' | 'content';
export type OwnLength = { by: 'preset' } | { by: 'steps'; steps: number } | { by: 'minutes'; minutes: number };
/** Pictures on their way into a set. */
type Taking = { progress: UploadProgress | null; cancel: () => void };

const FEWEST_CLASSES = 2;

class TrainingPlan {
  private recipeId = $state<string | null>(null);
  private sets = $state.raw<Record<Side, DatasetId | null>>({ data: null, content: null });
  preset = $state<PresetName>('balanced');
  /** In the place of the preset's. */
  values = $state.raw<ParameterValues>({});
  length = $state.raw<OwnLength>({ by: 'preset' });
  seed = $state(0);
  /** Empty: `suggestedName`. */
  name = $state('');
  readonly taking = new SvelteMap<Side, Taking>();

  readonly recipe: RecipeDescription | undefined = $derived(
    this.recipeId === null ? undefined : recipes.get(this.recipeId),
  );
  readonly sides: readonly Side[] = $derived(this.recipe?.needs.content ? ['data', 'content'] : ['data']);
  /** Whether there are pictures enough on every side, and kinds of them where the recipe learns kinds. */
  readonly supplied: boolean = $derived(
    this.recipe !== undefined && this.taking.size === 0 && this.sides.every((side) => this.missing(side) === 0),
  );

  /** That of the pictures; the second run with them gets a number. */
  readonly suggestedName: string = $derived(
    unusedName(asTitle(this.set('data')?.name ?? ''), new Set(runs.list.map(({ name }) => name))),
  );

  set(side: Side): Dataset | undefined {
    return datasets.get(this.sets[side]);
  }

  /** Pictures that have to be added to this side; with too few kinds at least one. */
  missing(side: Side): number {
    const needs = this.recipe?.needs;
    const set = this.set(side);
    const few = Math.max(0, Math.max(1, needs?.atLeast ?? 1) - (set?.pictures ?? 0));
    const kinds = side === 'data' && needs?.data === 'classes' ? FEWEST_CLASSES : 0;
    return few === 0 && (set?.classes.length ?? 0) < kinds ? 1 : few;
  }

  /** Another recipe has other parameters: own values are forgotten, sets are kept. */
  learn(recipeId: string | null): void {
    if (recipeId !== null && recipeId !== this.recipeId) this.values = {};
    this.recipeId = recipeId;
  }

  choose(side: Side, id: DatasetId | null): void {
    this.taking.get(side)?.cancel();
    this.sets = { ...this.sets, [side]: id };
  }

  /** Where pictures go that were dropped beside the zones: the first side without any. */
  readonly nextSide: Side = $derived(this.sides.find((side) => !this.set(side)) ?? 'data');

  /** Adds to the side's set, or makes one. Call it inside a drop event. Rejects with a `UserError`. */
  async take(side: Side, source: PictureSource): Promise<void> {
    this.taking.get(side)?.cancel();
    const stop = new AbortController();
    const put = (progress: UploadProgress | null) => {
      if (!stop.signal.aborted) this.taking.set(side, { progress, cancel });
    };
    const cancel = () => {
      stop.abort();
      this.taking.delete(side);
    };
    put(null);
    try {
      const set = await takePictures(this.set(side)?.id ?? null, source, { signal: stop.signal, onProgress: put });
      if (set && !stop.signal.aborted) this.sets = { ...this.sets, [side]: set.id };
    } finally {
      if (!stop.signal.aborted) this.taking.delete(side);
    }
  }

  /** What a parameter is with a preset and the user's own values. */
  value(name: string, preset = this.preset): ParameterValue | undefined {
    return this.values[name] ?? this.presetValue(name, preset);
  }

  presetValue(name: string, preset = this.preset): ParameterValue | undefined {
    return this.recipe?.presets[preset].values[name] ?? this.recipe?.parameters[name]?.default;
  }

  /** A value that is the preset's is none of the user's own. */
  setValue(name: string, value: ParameterValue): void {
    const others = Object.fromEntries(Object.entries(this.values).filter(([other]) => other !== name));
    this.values = value === this.presetValue(name) ? others : { ...others, [name]: value };
  }

  /** Back to what the preset says, of everything. */
  reset(): void {
    this.values = {};
    this.length = { by: 'preset' };
    this.seed = 0;
  }

  /** What is trained with: everything but how long, where it comes from and what it is called. */
  settings(preset = this.preset): TrainSettingsInput | null {
    const [data, content] = [this.set('data'), this.set('content')];
    if (!this.recipe || !data) return null;
    return {
      recipe: this.recipe.id,
      preset,
      values: this.values,
      data: data.id,
      ...(this.sides.includes('content') && content && { content: content.id }),
    };
  }

  /** Starts it, or puts it behind the run that is going on; the plan is empty afterwards. Rejects with a `UserError`. */
  async start(): Promise<Run> {
    const settings = this.settings();
    if (!settings || !this.supplied) throw new UserError('bad-input', 'Something is missing.');
    const { by, ...length } = this.length;
    const name = this.name.trim() || this.suggestedName;
    const run = await runs.start({
      ...settings,
      ...(by !== 'preset' && length),
      seed: this.seed,
      ...(name && { name }),
    });
    this.learn(null);
    this.reset();
    this.sets = { data: null, content: null };
    this.name = '';
    this.preset = 'balanced';
    return run;
  }
}

export const plan = new TrainingPlan();
