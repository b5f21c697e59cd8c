// One engine process: started with a handshake, asked with typed promises, ended within bounds, its exit given a reason.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cancelled, fromWireError } from '#contract/errors.ts';
import {
  type EngineOptions,
  engineResults,
  type EngineResults,
  type EngineTaskInput,
  FromEngine,
  type ToEngine,
} from '#contract/engine.ts';
import type { TrainingProgress } from '#contract/run-folder.ts';
import type { Log } from './log.ts';

export type ExitReason = 'stopped' | 'crashed' | 'killed' | 'out-of-memory';

/** The engine ended while it was needed. `killed`: by this process, for another task's sake. */
export class EngineDied extends Error {
  readonly reason: ExitReason;

  constructor(reason: ExitReason, last: string) {
    super(`the engine process ended (${reason})${last && `: ${last.trim().split('\n').slice(-3).join(' | ')}`}`);
    this.reason = reason;
  }
}

type Progress = Extract<FromEngine, { type: 'progress' }>;
type Tile = Extract<FromEngine, { type: 'tile' }>;
type LogLine = Extract<FromEngine, { type: 'log' }>;

export type RunOptions = {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onTile?: ((tile: Tile) => void) | undefined;
  onTraining?: ((progress: TrainingProgress) => void) | undefined;
  /** What the engine says of this task in its log. */
  onLog?: ((line: LogLine) => void) | undefined;
  /** Milliseconds from an aborted signal to the kill; half a second if it is not said. */
  patience?: number;
};

export type ProcessOptions = EngineOptions & {
  /** On top of this process's own environment. */
  env?: Readonly<Record<string, string>>;
};

type Task = RunOptions & { name: keyof EngineResults; resolve: (result: unknown) => void; reject: (e: Error) => void };

/** Milliseconds. */
export const ENGINE_TIMING = { ready: 30_000, cancel: 500, stop: 2000, terminate: 2000 };
const LAST_WORDS = 4000;

export class EngineProcess {
  /** Resolves when the process is gone. */
  readonly exited: Promise<ExitReason>;
  private readonly child: ChildProcess;
  private readonly log: Log;
  private readonly tasks = new Map<string, Task>();
  private ending: 'stopped' | 'killed' | null = null;
  private gone = false;
  private lastWords = '';
  private onFirst: (message: FromEngine) => void = () => undefined;

  private constructor(entry: string, { env, ...options }: ProcessOptions, log: Log) {
    this.log = log;
    this.child = fork(entry, [JSON.stringify(options)], {
      env: { ...process.env, ...env },
      serialization: 'advanced',
      // A debugger or loader meant for this process is not meant for the engine.
      execArgv: [],
      // Ctrl+C in a terminal goes to its whole process group; what it means for the engine is decided here.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.child.on('message', (message) => this.receive(message));
    const listen = (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-LAST_WORDS);
      this.log.debug({ engine: this.child.pid }, chunk.toString().trimEnd());
    };
    this.child.stdout?.on('data', listen);
    this.child.stderr?.on('data', listen);
    this.exited = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.lastWords += error.message;
        if (this.child.pid === undefined) resolve('crashed');
      });
      this.child.once('close', (code, signal) => resolve(this.reasonOf(code, signal)));
    });
    void this.exited.then((reason) => {
      this.gone = true;
      for (const task of this.tasks.values()) task.reject(new EngineDied(reason, this.lastWords));
      this.tasks.clear();
    });
  }

  /** Resolves once the engine says it is ready; throws `EngineDied` if it ends or stays silent for too long. */
  static async start(entry: string, options: ProcessOptions, log: Log): Promise<EngineProcess> {
    const engine = new EngineProcess(entry, options, log);
    await engine.first('ready', ENGINE_TIMING.ready);
    return engine;
  }

  /** Runs the device test in a process of its own, which a bad driver may take down or hang. */
  static async probe(entry: string, options: EngineOptions, log: Log, limit: number, signal: AbortSignal) {
    const engine = new EngineProcess(entry, { ...options, probe: true }, log);
    signal.addEventListener('abort', () => engine.kill(), { once: true });
    try {
      return (await engine.first('probed', limit)).device;
    } finally {
      engine.kill();
      await engine.exited;
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get busy(): boolean {
    return this.tasks.size > 0;
  }

  /**
   * Runs one task. An aborted signal cancels it: if the engine has not obeyed within `patience` it is killed, and the promise
   * rejects with `cancelled` only when nothing of the task runs any more. A task that keeps what it has resolves all the same.
   */
  run<T extends EngineTaskInput>(task: T, options: RunOptions = {}): Promise<EngineResults[T['task']]> {
    const taskId = randomUUID();
    const { signal, patience = ENGINE_TIMING.cancel } = options;
    if (signal?.aborted) return Promise.reject(cancelled());
    if (this.gone) return Promise.reject(new EngineDied('killed', 'before this task'));
    let killTimer: NodeJS.Timeout | undefined;
    const abort = () => {
      this.send({ type: 'cancel', taskId });
      killTimer = setTimeout(() => this.kill(), patience);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const answer = new Promise<unknown>((resolve, reject) => {
      this.tasks.set(taskId, { ...options, name: task.task, resolve, reject });
      this.send({ type: 'run', taskId, task });
    });
    return answer
      .catch((error: unknown) => {
        throw signal?.aborted ? cancelled() : error;
      })
      .finally(() => {
        clearTimeout(killTimer);
        signal?.removeEventListener('abort', abort);
      }) as Promise<EngineResults[T['task']]>;
  }

  /** Runs of training stand still after the step under way, or go on. */
  hold(held: boolean): void {
    for (const [taskId, { name }] of this.tasks) if (name === 'train') this.send({ type: 'hold', taskId, held });
  }

  /** Asks it to end, terminates it after 2 s, kills it after 2 s more; resolves when it is gone. */
  async stop(): Promise<void> {
    this.ending ??= 'stopped';
    this.send({ type: 'stop' });
    const terminate = setTimeout(() => this.child.kill('SIGTERM'), ENGINE_TIMING.stop);
    const kill = setTimeout(() => this.child.kill('SIGKILL'), ENGINE_TIMING.stop + ENGINE_TIMING.terminate);
    await this.exited;
    clearTimeout(terminate);
    clearTimeout(kill);
  }

  kill(): void {
    this.ending ??= 'killed';
    this.child.kill('SIGKILL');
  }

  private async first<T extends FromEngine['type']>(type: T, limit: number): Promise<Extract<FromEngine, { type: T }>> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await Promise.race([
        new Promise<Extract<FromEngine, { type: T }>>((resolve) => {
          this.onFirst = (message) => {
            if (message.type === type) resolve(message as Extract<FromEngine, { type: T }>);
          };
        }),
        this.exited.then((reason) => Promise.reject(new EngineDied(reason, this.lastWords))),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => {
            this.kill();
            reject(new EngineDied('killed', `no answer within ${limit / 1000} s`));
          }, limit);
        }),
      ]);
    } finally {
      clearTimeout(timer);
    }
  }

  private send(message: Extract<ToEngine, { type: 'cancel' | 'hold' | 'stop' }> | RunMessage): void {
    // A closed channel is no error here: the exit that closed it rejects every task.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private receive(raw: unknown): void {
    const parsed = FromEngine.safeParse(raw);
    if (!parsed.success) return this.log.error({ raw }, 'the engine sent a message out of contract');
    const message = parsed.data;
    this.onFirst(message);
    if (message.type === 'log') {
      this.log[message.level]({ engine: this.child.pid, taskId: message.taskId }, message.message);
      if (message.taskId !== undefined) this.tasks.get(message.taskId)?.onLog?.(message);
      return;
    }
    if (message.type === 'ready' || message.type === 'probed') return;
    const task = this.tasks.get(message.taskId);
    if (!task) return;
    if (message.type === 'progress') return task.onProgress?.(message);
    if (message.type === 'tile') return task.onTile?.(message);
    if (message.type === 'training') return task.onTraining?.(message.progress);
    this.tasks.delete(message.taskId);
    if (message.type === 'failed') return task.reject(fromWireError(message.error));
    const result = engineResults[task.name].safeParse(message.result);
    if (result.success) task.resolve(result.data);
    else task.reject(new Error(`the engine answered ${task.name} out of contract: ${result.error.message}`));
  }

  private reasonOf(code: number | null, signal: NodeJS.Signals | null): ExitReason {
    if (this.ending) return this.ending;
    // Linux and macOS end a process with SIGKILL when memory runs out; V8 and C++ say so before they abort.
    if (signal === 'SIGKILL') return 'out-of-memory';
    if (/heap out of memory|bad_alloc|Failed to allocate memory/i.test(this.lastWords)) return 'out-of-memory';
    this.log.warn({ engine: this.child.pid, code, signal }, 'the engine process ended by itself');
    return 'crashed';
  }
}

type RunMessage = { type: 'run'; taskId: string; task: EngineTaskInput };
