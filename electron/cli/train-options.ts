// The flags of `atelier train` as settings of a run; what does not fit together is refused as wrong use.
import { resolve } from 'node:path';
import type { DatasetId } from '#contract/ids.ts';
import {
  type ParameterValue,
  type ParameterValues,
  PresetName,
  type RecipeDescription,
  type Run,
  TrainSettings,
} from '#contract/training.ts';
import { type Length, typedValue } from '../service/index.ts';
import { UsageError } from './console.ts';
import { numberOf, wholeOf } from './numbers.ts';
import type { CommonOptions } from './workshop.ts';

export type TrainFlags = CommonOptions & {
  data?: string;
  content?: string;
  steps?: string;
  minutes?: string;
  size?: string;
  seed?: string;
  name?: string;
  preset?: string;
  set?: string[];
  resume?: string;
};

const MOST_STEPS = 100_000_000;

export function lengthOf({ steps, minutes }: TrainFlags): Length {
  if (steps !== undefined && minutes !== undefined) throw new UsageError('Choose one of --steps and --minutes.');
  const spent = minutes === undefined ? undefined : numberOf('minutes', minutes);
  if (spent !== undefined && spent <= 0) throw new UsageError('--minutes must be more than 0.');
  return { steps: wholeOf('steps', steps, 1, MOST_STEPS), minutes: spent };
}

/** Wrong flags are told before a library is opened; values of parameters are looked at once the recipe is known. */
export function checkFlags(recipe: string | undefined, flags: TrainFlags): void {
  lengthOf(flags);
  wholeOf('seed', flags.seed, 0, 0xffff_ffff);
  for (const pair of flags.set ?? []) {
    if (!/^[^=]+=/.test(pair)) throw new UsageError(`--set needs name=value, not “${pair}”.`);
  }
  if (!PresetName.safeParse(flags.preset ?? 'balanced').success) {
    throw new UsageError(`--preset can be ${PresetName.options.join(', ')}.`);
  }
  if (flags.name !== undefined && !TrainSettings.shape.name.safeParse(flags.name).success) {
    throw new UsageError('--name must have from 1 to 80 characters.');
  }
  if (flags.resume === '') throw new UsageError('--resume needs a run: its id, or its name.');
  if (flags.resume !== undefined) return;
  if (recipe === undefined) throw new UsageError('Name a recipe; “atelier recipes” lists them.');
  if (flags.data === undefined) throw new UsageError('--data is missing: name the folder to learn from.');
}

/** What `--size` and `--set` say. */
function valuesOf(recipe: RecipeDescription, flags: TrainFlags): ParameterValues {
  const pairs = (flags.set ?? []).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  if (flags.size !== undefined) pairs.unshift(['size', flags.size]);
  return Object.fromEntries(pairs.map(([name, text]) => [name, typedValue(recipe.parameters[name], text)]));
}

/** The datasets of the folders that flags name. */
export type TrainSides = { data: DatasetId; content?: DatasetId | undefined };

export function settingsOf(recipe: RecipeDescription, sides: TrainSides, flags: TrainFlags): TrainSettings {
  return TrainSettings.parse({
    recipe: recipe.id,
    ...sides,
    name: flags.name,
    preset: flags.preset,
    values: valuesOf(recipe, flags),
    seed: wholeOf('seed', flags.seed, 0, 0xffff_ffff),
    ...lengthOf(flags),
  });
}

/** What a run began with, and the folders of its datasets. */
export type Begun = Pick<Run, 'name' | 'recipe' | 'seed' | 'values'> & {
  folder: string | undefined;
  second: string | undefined;
};

/** What is set, what a flag says of it, and what the run began with. */
type Said = [name: string, value: ParameterValue | undefined, had: ParameterValue | undefined];

/** A run goes on with what it began with: nothing has to be said again, and what is said must be the same. */
export function checkSame(
  run: Begun,
  description: RecipeDescription,
  recipe: string | undefined,
  flags: TrainFlags,
): void {
  const preset = flags.preset === undefined ? {} : description.presets[PresetName.parse(flags.preset)].values;
  const said: Said[] = [
    ['recipe', recipe, run.recipe],
    ['--data', flags.data && resolve(flags.data), run.folder],
    ['--content', flags.content && resolve(flags.content), run.second],
    ['--name', flags.name, run.name],
    ['--seed', wholeOf('seed', flags.seed, 0, 0xffff_ffff), run.seed],
    ...Object.entries({ ...preset, ...valuesOf(description, flags) }).map(([name, value]): Said => [
      name,
      value,
      run.values[name],
    ]),
  ];
  const other = said.filter(([, value, had]) => value !== undefined && value !== had);
  if (other.length === 0) return;
  const had = other.map(([name, , value]) => `${name} ${value ?? 'none'}`).join(', ');
  throw new UsageError(`“${run.name}” began with ${had}, and goes on so: only --steps or --minutes can be new.`);
}
