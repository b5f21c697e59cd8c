// What lies in the folder of a training run, and what its engine tells of it while it runs.
import { z } from 'zod';
import { Crop } from './dataset.ts';
import { ParameterValues } from './parameter-values.ts';

/** Names in the folder. `model` is there when the run has made one: `model.onnx` and `card.json`. */
export const RUN_FILES = {
  run: 'run.json',
  statistics: 'statistics.jsonl',
  metrics: 'metrics.jsonl',
  best: 'best.json',
  previews: 'previews',
  previewList: 'previews.jsonl',
  checkpoints: 'checkpoints',
  model: 'model',
} as const;

/** Ending of the name of a run as one file (`runs.export`). */
export const RUN_FILE_ENDING = 'atelier-run';

/** A picture to learn from, the name of its sub-folder if the recipe learns classes, and the part of it that is used. */
export const DataItem = z.object({ path: z.string(), class: z.string().optional(), crop: Crop.optional() });
export type DataItem = z.infer<typeof DataItem>;

/** `run.json`: everything that a run is decided by. */
export const RunFile = z.object({
  format: z.literal(1),
  recipe: z.string(),
  version: z.int().positive(),
  /** Of every parameter. */
  values: ParameterValues,
  seed: z.int().nonnegative(),
  classes: z.array(z.string()),
  data: z.array(DataItem),
  /** Earlier versions wrote paths. */
  content: z.array(z.union([DataItem, z.string().transform((path) => ({ path }))])),
  /** Of the whole run; if it was to end by the clock, as many as were estimated to fit. */
  steps: z.int().positive(),
});
export type RunFile = z.infer<typeof RunFile>;

/** A line of `statistics.jsonl`: means over the steps since the line before. */
export const StatisticsLine = z.object({
  step: z.int().positive(),
  /** Spent on training until then, over all starts. */
  seconds: z.number().nonnegative(),
  losses: z.record(z.string(), z.number()),
});
export type StatisticsLine = z.infer<typeof StatisticsLine>;

/** A line of `metrics.jsonl`: how good the run's product was at a checkpoint. */
export const MetricsLine = z.object({
  step: z.int().nonnegative(),
  /** By name: `kid`, `fid`, `precision`, `recall`, `diversity`, `psnrY`, `ssim`, `cycle`, `identity`. */
  metrics: z.record(z.string(), z.number()),
  /** With what features it was measured and on how many pictures, where that matters. */
  extractor: z.string().optional(),
  samples: z.int().nonnegative(),
});
export type MetricsLine = z.infer<typeof MetricsLine>;

/** `best.json`: the checkpoint with the best value of the metric that decides. Not there before anything was measured. */
export const BestCheckpoint = z.object({ step: z.int().nonnegative(), metric: z.string(), value: z.number() });
export type BestCheckpoint = z.infer<typeof BestCheckpoint>;

/** A line of `previews.jsonl`. */
export const PreviewLine = z.object({
  step: z.int().nonnegative(),
  /** All of it as one picture, in `previews`. */
  file: z.string(),
  /** Of products that change pictures: the result for each of the run's own photos, in the order of `beforeFile`. */
  results: z.array(z.string()).default([]),
  /** How different generated pictures are from each other, as a share of how different the data are. */
  diversity: z.number().nonnegative().optional(),
});
export type PreviewLine = z.infer<typeof PreviewLine>;

/** The photos that previews change, beside the results: `before-0.webp`, … */
export const beforeFile = (index: number): string => `before-${index}.webp`;

/** How a run does, in plain words; `kind` and `values` are for translations. */
export const HealthNote = z.object({
  kind: z.enum(['judge-too-strong', 'judge-too-weak', 'collapsing', 'rolled-back', 'good']),
  text: z.string(),
  /** `judge-…`: `percent` right; `collapsing`: `since`, `back` (steps); `rolled-back`: `times`. */
  values: z.record(z.string(), z.number()).default({}),
});
export type HealthNote = z.infer<typeof HealthNote>;

export const TrainingProgress = z.object({
  /**
   * `compiling`: before the first step; `training`; `measuring`: metrics of a checkpoint; `held`: waits for something more
   * urgent on the device; `exporting`: the model is being written.
   */
  stage: z.enum(['compiling', 'training', 'measuring', 'held', 'exporting']),
  step: z.int().nonnegative(),
  steps: z.int().positive(),
  /** Spent on training so far, over all starts. */
  seconds: z.number().nonnegative(),
  stepsPerSecond: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative().nullable(),
  /** Of the last step. */
  losses: z.record(z.string(), z.number()),
  /** Share of the time in which steps waited for pictures, 0..1. */
  waiting: z.number().min(0).max(1),
  health: z.array(HealthNote),
  /** Of the newest checkpoint and the newest preview. */
  checkpoint: z.int().nonnegative().nullable(),
  preview: PreviewLine.nullable(),
});
export type TrainingProgress = z.infer<typeof TrainingProgress>;
