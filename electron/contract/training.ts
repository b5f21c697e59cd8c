// Training: what a recipe declares, what a user asks for, and a run with how far it is.
import { z } from 'zod';
import { WireError } from './errors.ts';
import { ModelId, RunId } from './ids.ts';

const number = { min: z.number(), max: z.number(), default: z.number() };
/** One thing that can be set. `help` is a sentence for somebody who has never trained anything. */
export const ParameterDescription = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('integer'), help: z.string(), ...number }),
  z.object({ kind: z.literal('number'), help: z.string(), ...number }),
  z.object({ kind: z.literal('choice'), help: z.string(), choices: z.array(z.string()), default: z.string() }),
  z.object({ kind: z.literal('switch'), help: z.string(), default: z.boolean() }),
]);
export type ParameterDescription = z.infer<typeof ParameterDescription>;

export const ParameterValue = z.union([z.number(), z.string(), z.boolean()]);
export type ParameterValue = z.infer<typeof ParameterValue>;
export const ParameterValues = z.record(z.string(), ParameterValue);
export type ParameterValues = z.infer<typeof ParameterValues>;

export const PresetName = z.enum(['quick', 'balanced', 'quality']);
export type PresetName = z.infer<typeof PresetName>;

/** What a recipe says of itself: enough for a form, a command line, and to refuse what cannot work before anything starts. */
export const RecipeDescription = z.object({
  id: z.string(),
  /** Runs of another version cannot be continued. */
  version: z.int().positive(),
  title: z.string(),
  learns: z.string(),
  paper: z.string(),
  needs: z.object({
    /** `pairs`: each picture is two side by side; `classes`: sub-folders are the names. */
    data: z.enum(['pictures', 'pairs', 'classes']),
    /** A second folder. */
    content: z.boolean(),
    /** Pictures in each folder below which it cannot work. */
    atLeast: z.int().nonnegative(),
  }),
  parameters: z.record(z.string(), ParameterDescription),
  presets: z.record(PresetName, z.object({ steps: z.int().positive(), values: ParameterValues })),
  metrics: z.array(z.string()),
});
export type RecipeDescription = z.infer<typeof RecipeDescription>;

/** What a run is to do. */
export const TrainSettings = z.object({
  recipe: z.string().min(1),
  /** Otherwise made from the recipe and the folder. */
  name: z.string().min(1).max(80).optional(),
  preset: PresetName.default('balanced'),
  /** In the place of the preset's. */
  values: ParameterValues.default({}),
  seed: z.int().min(0).max(0xffff_ffff).default(0),
  /** Folder to learn from, and the second one where the recipe needs it. */
  data: z.string().min(1),
  content: z.string().min(1).optional(),
  /** In the place of the preset's; `minutes` ends a run by the clock. */
  steps: z.int().positive().optional(),
  minutes: z.number().positive().optional(),
});
export type TrainSettings = z.infer<typeof TrainSettings>;
export type TrainSettingsInput = z.input<typeof TrainSettings>;

/** `interrupted`: the program ended meanwhile. All but `running` can be continued. */
export const RunStatus = z.enum(['running', 'stopped', 'interrupted', 'failed', 'done']);
export type RunStatus = z.infer<typeof RunStatus>;

export const Run = z.object({
  id: RunId,
  name: z.string(),
  recipe: z.string(),
  version: z.int().positive(),
  /** Of every parameter. */
  values: ParameterValues,
  seed: z.int(),
  data: z.string(),
  content: z.string().nullable(),
  status: RunStatus,
  step: z.int().nonnegative(),
  /** What is planned. */
  steps: z.int().positive(),
  stepsPerSecond: z.number().positive().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
  /** Spent on it so far, over all its starts. */
  seconds: z.number().nonnegative(),
  /** Unix milliseconds. */
  createdAt: z.number(),
  /** What came out of it, once there is something. */
  model: ModelId.nullable(),
  error: WireError.nullable(),
});
export type Run = z.infer<typeof Run>;

/** A value followed over a run. */
export const MetricPoint = z.object({ step: z.int().nonnegative(), name: z.string(), value: z.number() });
export type MetricPoint = z.infer<typeof MetricPoint>;
