// Training: what a recipe declares, what a user asks for, and a run with how far it is.
import { z } from 'zod';
import { Dataset } from './dataset.ts';
import { WireError } from './errors.ts';
import { DatasetId, ModelId, RunId } from './ids.ts';
import { Localized } from './models.ts';
import { ParameterValues } from './parameter-values.ts';
import { PreviewLine, TrainingProgress } from './run-folder.ts';

export * from './parameter-values.ts';

const named = {
  /** A word or two. */
  label: Localized,
  /** A sentence for somebody who has never trained anything. */
  help: Localized,
};
const number = { min: z.number(), max: z.number(), default: z.number() };
/** One thing that can be set. */
export const ParameterDescription = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('integer'), ...named, ...number }),
  z.object({ kind: z.literal('number'), ...named, ...number }),
  z.object({ kind: z.literal('choice'), ...named, choices: z.array(z.string()), default: z.string() }),
  z.object({ kind: z.literal('switch'), ...named, default: z.boolean() }),
]);
export type ParameterDescription = z.infer<typeof ParameterDescription>;

export const PresetName = z.enum(['quick', 'balanced', 'quality']);
export type PresetName = z.infer<typeof PresetName>;

/** What a recipe says of itself: enough for a form, a command line, and to refuse what cannot work before anything starts. */
export const RecipeDescription = z.object({
  id: z.string(),
  /** Runs of another version cannot be continued. */
  version: z.int().positive(),
  title: Localized,
  learns: Localized,
  paper: z.string(),
  /** What comes out of it. */
  product: z.enum(['generate', 'translate', 'upscale']),
  needs: z.object({
    /** `pairs`: each picture is two side by side; `classes`: sub-folders are the names. */
    data: z.enum(['pictures', 'pairs', 'classes']),
    /** A second set. */
    content: z.boolean(),
    /** Pictures in each set below which it cannot work. */
    atLeast: z.int().nonnegative(),
    /** What the sets are to show. */
    dataHint: Localized,
    contentHint: Localized.optional(),
  }),
  parameters: z.record(z.string(), ParameterDescription),
  presets: z.record(
    PresetName,
    z.object({
      steps: z.int().positive(),
      values: ParameterValues,
      /** What may be expected of it, in half a sentence: “a recognisable style; finer brushwork needs more”. */
      promise: Localized,
    }),
  ),
  metrics: z.array(z.string()),
});
export type RecipeDescription = z.infer<typeof RecipeDescription>;

/** What a run is to do. */
export const TrainSettings = z.object({
  recipe: z.string().min(1),
  /** Otherwise made from the recipe and the dataset. */
  name: z.string().min(1).max(80).optional(),
  preset: PresetName.default('balanced'),
  /** In the place of the preset's. */
  values: ParameterValues.default({}),
  seed: z.int().min(0).max(0xffff_ffff).default(0),
  /** What to learn from, and the second set where the recipe needs it. */
  data: DatasetId,
  content: DatasetId.optional(),
  /** In the place of the preset's; `minutes` ends a run by the clock. */
  steps: z.int().positive().optional(),
  minutes: z.number().positive().optional(),
});
export type TrainSettings = z.infer<typeof TrainSettings>;
export type TrainSettingsInput = z.input<typeof TrainSettings>;

/** Measured by a few real steps on this machine. */
export const TrainingEstimate = z.object({
  steps: z.int().positive(),
  secondsPerStep: z.number().positive(),
  /** Of the whole run, the start included. */
  seconds: z.number().nonnegative(),
  /** Memory at the peak, about, and what this machine has free. */
  bytes: z.number().nonnegative(),
  freeBytes: z.number().nonnegative(),
  /** Disk for checkpoints, previews and the model. */
  diskBytes: z.number().nonnegative(),
});
export type TrainingEstimate = z.infer<typeof TrainingEstimate>;

/**
 * `waiting`: in the queue behind another run; `paused`: by the user, goes on where it was; `stopped`: ended early and kept;
 * `interrupted`: the program ended meanwhile. All but `running` and `waiting` can be continued.
 */
export const RunStatus = z.enum(['waiting', 'running', 'paused', 'stopped', 'interrupted', 'failed', 'done']);
export type RunStatus = z.infer<typeof RunStatus>;

export const Run = z.object({
  id: RunId,
  name: z.string(),
  recipe: z.string(),
  version: z.int().positive(),
  /** Of every parameter. */
  values: ParameterValues,
  seed: z.int(),
  data: DatasetId,
  content: DatasetId.nullable(),
  /** Another run's checkpoint that it began with. */
  parent: z.object({ run: RunId, step: z.int().nonnegative() }).nullable(),
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
  /** File of the newest preview, at `/media/run/<id>/<file>`. */
  preview: z.string().nullable(),
  error: WireError.nullable(),
});
export type Run = z.infer<typeof Run>;

/** A value followed over a run: a loss of its steps, or a metric of a checkpoint. */
export const MetricPoint = z.object({
  step: z.int().nonnegative(),
  name: z.string(),
  value: z.number(),
  kind: z.enum(['loss', 'metric']),
});
export type MetricPoint = z.infer<typeof MetricPoint>;

export const CheckpointInfo = z.object({
  step: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** The one with the best metric so far. */
  best: z.boolean(),
});
export type CheckpointInfo = z.infer<typeof CheckpointInfo>;

/** Everything about a run. */
export const RunDetail = z.object({
  run: Run,
  /** Of a run that goes on. */
  progress: TrainingProgress.nullable(),
  data: Dataset.nullable(),
  content: Dataset.nullable(),
  /** In the order of steps; files are at `/media/run/<id>/<file>`. */
  previews: z.array(PreviewLine),
  /** The photos that previews change. */
  before: z.array(z.string()),
  checkpoints: z.array(CheckpointInfo),
  /** Every series with at most some hundred points. */
  series: z.array(MetricPoint),
  /** With what features metrics were measured. */
  extractor: z.string().nullable(),
  /** Runs that began with a checkpoint of this one. */
  branches: z.array(Run),
  log: z.array(z.string()),
});
export type RunDetail = z.infer<typeof RunDetail>;
