// Entry of the engine process: runs the service's tasks on one device, or probes the device and ends.
import { constants, setPriority } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { type EngineTask, EngineOptions } from '#contract/engine.ts';
import { cancelled, toWireError } from '#contract/errors.ts';
import { endProcess, listen, log, send } from './channel.ts';
import { testDevice } from './compiler/devices.ts';
import { ModelSession } from './compiler/session.ts';
import { throwIfCancelled } from './imaging/decoder-errors.ts';
import { PaintNet } from './infer/paint-net.ts';
import { Paintings } from './infer/paintings.ts';
import { Turns } from './infer/turns.ts';
import { SessionCache } from './session-cache.ts';
import { Hold } from './train/hold.ts';
import { runTask, type TaskContext } from './tasks.ts';

/** Progress is told at most this often, except the last. */
const PROGRESS_MS = 100;
/** How long `stop` waits for tasks to clean up, or for a run to write its checkpoint and its model. */
const STOP_MS = 1500;
const KEEP_MS = 120_000;

const options = EngineOptions.parse(JSON.parse(process.argv[2] ?? '{}'));
const running = new Map<string, { controller: AbortController; hold: Hold }>();
/** Ids of runs. */
const training = new Set<string>();
const ends = new Set<Promise<void>>();
const sessions = new SessionCache((file) => ModelSession.open(file, options));
const painters = new SessionCache((file) => PaintNet.open(file, options));
const paintings = new Paintings();
const turns = new Turns();

async function run(taskId: string, task: EngineTask): Promise<void> {
  if (running.has(taskId)) return log('error', `task ${taskId} is running already`, taskId);
  const controller = new AbortController();
  const hold = new Hold();
  running.set(taskId, { controller, hold });
  if (task.task === 'train') {
    training.add(taskId);
    // What somebody waits for at a screen runs in another process and goes first.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  }
  try {
    const result = await runTask(task, contextFor(taskId, controller.signal, hold));
    // A run that is stopped has kept what it learned, and says how far it came.
    if (task.task !== 'train') throwIfCancelled(controller.signal);
    send({ type: 'done', taskId, result });
  } catch (error) {
    const wire = toWireError(controller.signal.aborted ? cancelled() : error, 'input' in task ? task.input : undefined);
    if (wire.kind === 'internal')
      log('error', error instanceof Error ? (error.stack ?? error.message) : String(error), taskId);
    send({ type: 'failed', taskId, error: wire });
  } finally {
    running.delete(taskId);
    training.delete(taskId);
  }
}

function start(taskId: string, task: EngineTask): void {
  const end = run(taskId, task).finally(() => ends.delete(end));
  ends.add(end);
}

function contextFor(taskId: string, signal: AbortSignal, hold: Hold): TaskContext {
  let told = 0;
  let stage = '';
  return {
    signal,
    hold,
    compute: options,
    sessions,
    painters,
    paintings,
    turns,
    onProgress: (progress, totalPixels) => {
      const now = performance.now();
      if (now - told < PROGRESS_MS && progress < 1) return;
      told = now;
      send({ type: 'progress', taskId, progress, pixels: Math.round(progress * totalPixels), totalPixels });
    },
    onTraining: (progress) => {
      const now = performance.now();
      const news = progress.stage !== stage || progress.step === progress.steps;
      if (now - told < PROGRESS_MS && !news) return;
      told = now;
      stage = progress.stage;
      send({ type: 'training', taskId, progress });
    },
    onWarning: (message) => log('warn', message, taskId),
    onTile: (index, rect) => send({ type: 'tile', taskId, index, rect }),
  };
}

/** Cancels everything and ends, once the tasks have removed their files or had time to. */
async function stop(): Promise<void> {
  for (const { controller } of running.values()) controller.abort();
  await Promise.race([Promise.all(ends), setTimeout(training.size > 0 ? KEEP_MS : STOP_MS)]);
  endProcess(0);
}

process.on('uncaughtException', (error) => {
  log('error', `uncaught: ${error.stack ?? error.message}`);
  endProcess(1);
});

if (options.probe) {
  send({ type: 'probed', device: await testDevice(options.device, options.threads) });
  endProcess(0);
} else {
  listen((message) => {
    switch (message.type) {
      case 'run':
        return start(message.taskId, message.task);
      case 'cancel':
        return running.get(message.taskId)?.controller.abort();
      case 'hold':
        return running.get(message.taskId)?.hold.set(message.held);
      case 'stop':
        return void stop();
    }
  });
  send({ type: 'ready' });
}
