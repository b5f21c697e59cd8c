// What the engine can be asked, one function for each task of the contract.
import { DecodeLimits, type EngineResults, type EngineTask } from '#contract/engine.ts';
import { type Rect } from '#contract/rpc.ts';
import { type TrainingProgress } from '#contract/run-folder.ts';
import { type ModelSession, type SessionOptions } from './compiler/session.ts';
import { examineDataset } from './dataset/doctor.ts';
import { convertPicture } from './imaging/convert.ts';
import { inspectPicture } from './imaging/inspect.ts';
import { writePyramid } from './imaging/pyramid.ts';
import { examineModel } from './infer/examine.ts';
import { generatePictures } from './infer/generate.ts';
import { measureNet } from './infer/measure.ts';
import { type PaintNet } from './infer/paint-net.ts';
import { type Paintings } from './infer/paintings.ts';
import { restylePicture } from './infer/restyle.ts';
import { type Turns } from './infer/turns.ts';
import { upscalePicture } from './infer/upscale.ts';
import { evaluateUpscaler } from './metrics/evaluate.ts';
import { type SessionCache } from './session-cache.ts';
import { type Hold } from './train/hold.ts';

export type TaskContext = {
  signal: AbortSignal;
  /** Closed while a run is to stand still. */
  hold: Hold;
  /** Where this engine computes. */
  compute: SessionOptions;
  sessions: SessionCache<ModelSession>;
  /** Nets that repaint pictures, ready for large ones. */
  painters: SessionCache<PaintNet>;
  paintings: Paintings;
  turns: Turns;
  onProgress: (progress: number, totalPixels: number) => void;
  onTile: (index: number, rect: Rect) => void;
  onTraining: (progress: TrainingProgress) => void;
  onWarning: (message: string) => void;
};

type Handlers = {
  [K in EngineTask['task']]: (
    task: Extract<EngineTask, { task: K }>,
    context: TaskContext,
  ) => Promise<EngineResults[K]>;
};

const LIMITS = DecodeLimits.parse({});

const loadTraining = () => import('./train/train-task.ts');
const loadCheckpointTasks = () => import('./train/checkpoint-tasks.ts');
const loadGanMetrics = () => import('./metrics/evaluate-gan.ts');
const loadRecipes = () => import('./recipes/index.ts');
const loadDescriptions = () => import('./recipes/describe.ts');

/** A session whose runs wait for their turn on the device. */
function inTurn(session: ModelSession, turns: Turns, interactive: boolean): Pick<ModelSession, 'run'> {
  return { run: (data, height, width) => turns.take(interactive, () => session.run(data, height, width)) };
}

const handlers: Handlers = {
  inspect: (task, { signal }) => inspectPicture(task, LIMITS, signal),
  convert: (task, { signal }) => convertPicture(task, LIMITS, signal),
  pyramid: (task, { signal }) => writePyramid(task.input, task.folder, LIMITS, signal),
  upscale: (task, { sessions, turns, ...context }) =>
    sessions.use(task.model, (session) =>
      upscalePicture(task, { ...context, limits: LIMITS, net: inTurn(session, turns, task.interactive) }),
    ),
  restyle: (task, { painters, turns, ...context }) =>
    painters.use(task.model, (net) =>
      restylePicture(task, {
        ...context,
        limits: LIMITS,
        painter: net.painter({ ...task, take: (work) => turns.take(task.interactive, work) }),
      }),
    ),
  measure: (task, { sessions, turns, signal }) =>
    sessions.use(task.model, (session) => turns.take(true, () => measureNet(session, task, signal))),
  examine: (task, { sessions, turns, signal }) =>
    sessions.use(task.model, (session) => examineModel(task.model, inTurn(session, turns, true), signal)),
  recipes: async () => (await loadDescriptions()).describeRecipes(),
  // TF.js is loaded only by what trains and compares.
  train: async (task, { compute, ...context }) => {
    const [{ trainTask }, { findRecipe }] = await Promise.all([loadTraining(), loadRecipes()]);
    return trainTask(task, findRecipe(task.recipe), { ...context, machine: compute });
  },
  estimate: async (task, { compute, ...context }) => {
    const [{ estimateTask }, { findRecipe }] = await Promise.all([loadTraining(), loadRecipes()]);
    return estimateTask(task, findRecipe(task.recipe), { ...context, machine: compute });
  },
  exportCheckpoint: async (task, { signal }) => {
    const [{ exportCheckpoint }, { findRecipe }] = await Promise.all([loadCheckpointTasks(), loadRecipes()]);
    return exportCheckpoint(task, findRecipe, signal);
  },
  branch: async (task, { signal }) => {
    const [{ branch }, { findRecipe }] = await Promise.all([loadCheckpointTasks(), loadRecipes()]);
    return branch(task, findRecipe, signal);
  },
  generate: (task, { compute, turns, ...context }) =>
    generatePictures(task, { ...context, machine: compute, take: (work) => turns.take(false, work) }),
  evaluate: (task, { sessions, turns, signal, onProgress }) =>
    sessions.use(task.model, (session) =>
      evaluateUpscaler(task, { limits: LIMITS, signal, net: inTurn(session, turns, false), onProgress }),
    ),
  doctor: ({ pictures, needs, size }, { signal, onProgress }) =>
    examineDataset(
      { pictures, needs, size },
      { limits: LIMITS, signal, onProgress: (done, all) => onProgress(done / all, all) },
    ),
  evaluateGan: async ({ images, generated, side }, { compute, turns, ...context }) => {
    const { evaluateGenerator } = await loadGanMetrics();
    return evaluateGenerator({ real: { files: images }, generated: { files: generated }, side }, compute, {
      ...context,
      limits: LIMITS,
      take: (work) => turns.take(false, work),
    });
  },
};

export function runTask(task: EngineTask, context: TaskContext): Promise<EngineResults[EngineTask['task']]> {
  const handler = handlers[task.task] as (
    task: EngineTask,
    context: TaskContext,
  ) => Promise<EngineResults[EngineTask['task']]>;
  return handler(task, context);
}
