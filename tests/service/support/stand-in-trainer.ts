// An engine that trains nothing but leaves what a run leaves; the recipe says how it ends.
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EngineTask, type FromEngine, type ToEngine } from '#contract/engine.ts';
import { RUN_FILES, type RunFile, type TrainingProgress } from '#contract/run-folder.ts';
import type { RecipeDescription } from '#contract/training.ts';

type TrainTask = Extract<EngineTask, { task: 'train' }>;

const both = (text: string) => ({ en: text, zh: text });

const plain: RecipeDescription = {
  id: 'plain',
  version: 1,
  title: both('Nothing'),
  learns: both('Learns nothing.'),
  paper: 'none',
  product: 'generate',
  needs: { data: 'pictures', content: false, atLeast: 2, dataHint: both('Anything.') },
  parameters: {
    size: { kind: 'choice', default: '64', choices: ['32', '64'], label: both('Size'), help: both('Pixels per side.') },
    batch: { kind: 'integer', default: 4, min: 1, max: 8, label: both('Batch'), help: both('Pictures in a step.') },
    rate: { kind: 'number', default: 0.1, min: 0, max: 1, label: both('Rate'), help: both('How fast.') },
    flip: { kind: 'switch', default: true, label: both('Mirror'), help: both('Mirrored too.') },
  },
  presets: {
    quick: { steps: 10, values: { size: '32' }, promise: both('Nothing.') },
    balanced: { steps: 20, values: {}, promise: both('Nothing.') },
    quality: { steps: 40, values: { batch: 8 }, promise: both('Nothing.') },
  },
  metrics: [],
};
const RECIPES: RecipeDescription[] = [
  plain,
  /** Goes on until it is cancelled. */
  { ...plain, id: 'endless' },
  { ...plain, id: 'crashing' },
  { ...plain, id: 'out-of-memory' },
  /** Dies once, and is done when it goes on. */
  { ...plain, id: 'shaky' },
  { ...plain, id: 'kinds', needs: { ...plain.needs, data: 'classes' } },
  { ...plain, id: 'two-sided', needs: { ...plain.needs, content: true } },
];

/** The progress that a run told last. */
const lastOf = new Map<string, TrainingProgress>();
const stops = new Map<string, (ended: 'stopped') => void>();

function send(message: FromEngine): void {
  process.send?.(message);
}

function writeModel(target: string, steps: number, runFolder: string): void {
  const bytes = Buffer.from(`a model of ${steps} steps`);
  const card = {
    id: 'unnamed',
    kind: 'generate',
    scale: 1,
    latent: 8,
    size: 32,
    classes: [],
    name: 'Unnamed',
    goodFor: { en: 'Tests.', zh: '测试。' },
    authors: 'Atelier',
    licence: { id: 'MIT', use: 'any', stated: 'here' },
    trainedOn: 'nothing',
    architecture: 'none',
    parameters: 1,
    originalRange: '0..1',
    receptiveRadius: 0,
    weights: 'fp32',
    trained: { run: basename(runFolder), recipe: 'plain', version: 1, steps },
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'model.onnx'), bytes);
  writeFileSync(join(target, 'card.json'), JSON.stringify(card));
}

async function train(taskId: string, task: TrainTask): Promise<void> {
  const { recipe, runFolder: folder, values, seed, data, content, steps = 1 } = task;
  const file: RunFile = { format: 1, recipe, version: 1, values, seed, classes: [], data, content, steps };
  if (!task.resume) writeFileSync(join(folder, RUN_FILES.run), JSON.stringify(file));
  // What a test wants to know of the task: whether it goes on, with how many pictures, and in which memory.
  const losses = {
    resumed: Number(task.resume),
    pictures: data.length,
    memory: Number(process.env['MALLOC_MMAP_THRESHOLD_'] ?? 0),
  };
  const step = (recipe === 'endless' || recipe === 'shaky') && !task.resume ? 3 : steps;
  appendFileSync(join(folder, RUN_FILES.statistics), `${JSON.stringify({ step, seconds: 1, losses })}\n{"cut off`);
  mkdirSync(join(folder, RUN_FILES.checkpoints), { recursive: true });
  writeFileSync(join(folder, RUN_FILES.checkpoints, `${String(step).padStart(8, '0')}.ckpt`), `numbers of ${step}`);
  const common = { step, steps, seconds: 1, stepsPerSecond: 2, waiting: 0 };
  const more = { secondsLeft: 5, losses, health: [], checkpoint: 1, preview: null };
  const progress: TrainingProgress = { ...common, stage: 'training', ...more };
  lastOf.set(taskId, progress);
  send({ type: 'training', taskId, progress });
  if (recipe === 'crashing') process.exit(7);
  if (recipe === 'shaky' && !task.resume) process.exit(7);
  if (recipe === 'out-of-memory') process.kill(process.pid, 'SIGKILL');
  const endless = recipe === 'endless' && !task.resume;
  const ended = endless ? await new Promise<'stopped'>((resolve) => stops.set(taskId, resolve)) : 'done';
  send({ type: 'training', taskId, progress: { ...progress, stage: 'exporting' } });
  writeModel(join(folder, RUN_FILES.model), step, folder);
  send({ type: 'done', taskId, result: { ...common, ended, unreadable: [] } });
}

process.on('message', (message: ToEngine) => {
  if (message.type === 'stop') process.exit(0);
  // What a run that is held says of itself.
  if (message.type === 'hold') {
    const held = lastOf.get(message.taskId);
    if (held)
      send({
        type: 'training',
        taskId: message.taskId,
        progress: { ...held, stage: message.held ? 'held' : 'training' },
      });
    return;
  }
  if (message.type === 'cancel') return stops.get(message.taskId)?.('stopped');
  const task = EngineTask.parse(message.task);
  if (task.task === 'recipes') return send({ type: 'done', taskId: message.taskId, result: { recipes: RECIPES } });
  if (task.task === 'inspect') {
    const error = { kind: 'bad-input', message: 'Nothing is read here.' } as const;
    return send({ type: 'failed', taskId: message.taskId, error });
  }
  if (task.task === 'train') return void train(message.taskId, task);
  if (task.task === 'exportCheckpoint') {
    writeModel(task.output, task.step, task.runFolder);
    return send({ type: 'done', taskId: message.taskId, result: { step: task.step } });
  }
  if (task.task === 'branch') {
    mkdirSync(task.output, { recursive: true });
    writeFileSync(join(task.output, RUN_FILES.run), readFileSync(join(task.runFolder, RUN_FILES.run)));
    return send({ type: 'done', taskId: message.taskId, result: { step: task.step } });
  }
  if (task.task === 'estimate') {
    // As long as it takes to be cancelled, for a seed that says so.
    if (task.seed === 99) return;
    const result = { secondsPerStep: 0.5, startSeconds: 2, bytes: 1e9, checkpointBytes: 1e6 };
    return send({ type: 'done', taskId: message.taskId, result });
  }
  process.exit(9);
});
process.on('disconnect', () => process.exit(0));
send({ type: 'ready' });
