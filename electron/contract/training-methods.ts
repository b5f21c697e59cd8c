// Methods of the studio service around training: datasets, recipes and runs.
import { z } from 'zod';
import { Dataset, DatasetEntry, DatasetFix, DatasetReport } from './dataset.ts';
import { DatasetId, RunId } from './ids.ts';
import { method, none, nothing } from './method.ts';
import { ModelEntry } from './models.ts';
import { ParameterValues, RecipeDescription, Run, RunDetail, TrainingEstimate, TrainSettings } from './training.ts';

const step = z.int().nonnegative();
const length = { steps: z.int().positive().optional(), minutes: z.number().positive().optional() };

export const trainingMethods = {
  'recipes.list': method(none, z.object({ recipes: z.array(RecipeDescription) })),

  /** The newest first. */
  'datasets.list': method(none, z.object({ datasets: z.array(Dataset) })),
  /**
   * Files and folders on this computer, read where they lie. Without paths it is empty, and pictures are sent to
   * `/upload?dataset=<id>&dir=&name=`, which takes any file: the doctor says what cannot be read.
   */
  'datasets.create': method(z.object({ name: z.string().min(1).max(80), paths: z.array(z.string()) }), Dataset),
  'datasets.add': method(z.object({ id: DatasetId, paths: z.array(z.string()).min(1) }), Dataset),
  'datasets.rename': method(z.object({ id: DatasetId, name: z.string().min(1).max(80) }), Dataset),
  /** Takes it off the list; `datasets.restore` brings it back. Pictures are not touched. */
  'datasets.remove': method(z.object({ id: DatasetId }), nothing),
  'datasets.restore': method(z.object({ id: DatasetId }), Dataset),
  'datasets.pictures': method(
    z.object({
      id: DatasetId,
      offset: z.int().nonnegative().default(0),
      limit: z.int().positive().max(500).default(60),
    }),
    z.object({ pictures: z.array(DatasetEntry), total: z.int().nonnegative() }),
  ),
  /** Looks at every picture; progress comes as `dataset.progress`. `size`: pixels per side that will be learned. */
  'datasets.examine': method(
    z.object({
      data: DatasetId,
      content: DatasetId.optional(),
      recipe: z.string().optional(),
      size: z.int().positive().optional(),
    }),
    DatasetReport,
  ),
  'datasets.fix': method(z.object({ id: DatasetId, fix: DatasetFix }), Dataset),

  /** Runs a few real steps. */
  'train.estimate': method(TrainSettings, TrainingEstimate),
  'train.cancelEstimate': method(none, nothing),
  /** Starts it, or puts it behind the run that is going on. */
  'train.start': method(TrainSettings, Run),

  /** The newest first. */
  'runs.list': method(none, z.object({ runs: z.array(Run) })),
  'runs.get': method(z.object({ id: RunId }), RunDetail),
  'runs.rename': method(z.object({ id: RunId, name: z.string().min(1).max(80) }), Run),
  /** Ends the process and keeps its place; `runs.resume` goes on bit for bit. */
  'runs.pause': method(z.object({ id: RunId }), Run),
  /** Also a run that is done, with more steps. */
  'runs.resume': method(z.object({ id: RunId, ...length }), Run),
  /** Stops and keeps: what was learned so far becomes the model. */
  'runs.stop': method(z.object({ id: RunId }), Run),
  /** Moves the run to the bin; `runs.restore` brings it back. Its model stays. */
  'runs.remove': method(z.object({ id: RunId }), nothing),
  'runs.restore': method(z.object({ id: RunId }), Run),
  /** Makes a model of a checkpoint, the newest one if none is named. */
  'runs.use': method(z.object({ id: RunId, step: step.optional() }), ModelEntry),
  /** A new run that begins with a checkpoint of this one and goes on with other values. */
  'runs.branch': method(
    z.object({ id: RunId, step, values: ParameterValues, name: z.string().min(1).max(80).optional(), ...length }),
    Run,
  ),
  /** Writes a project file: everything the run is, in one file that `runs.import` reads on another computer. */
  'runs.export': method(z.object({ id: RunId, path: z.string() }), nothing),
  'runs.import': method(z.object({ path: z.string() }), Run),
} as const;
