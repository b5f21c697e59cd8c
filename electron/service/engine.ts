// Keeps an engine process available: starts it when it is needed, again after it died, and on another device when asked.
import { setTimeout as wait } from 'node:timers/promises';
import { cancelled, UserError } from '#contract/errors.ts';
import type { EngineOptions, EngineResults, EngineTaskInput } from '#contract/engine.ts';
import type { AppInfo } from '#contract/rpc.ts';
import { EngineDied, EngineProcess, type RunOptions } from './engine-process.ts';
import type { Log } from './log.ts';

export type EngineState = AppInfo['engine'];

export type EngineSetup = {
  entry: string;
  log: Log;
  /** Asked at each start, so that a changed setting takes effect. */
  options: () => Promise<EngineOptions>;
  onState: (state: EngineState, message: string) => void;
  /** Called when it has something to do, and when it has nothing to do any more. */
  onBusy?: (busy: boolean) => void;
};

/** Wait before the first, second, … start in a row after a failure, in milliseconds; the last one holds from there on. */
const BACKOFF = [0, 500, 2000, 8000, 30_000];
/** This many failed starts in a row and the engine counts as failed. */
const ATTEMPTS = 3;
/** For how long a failed engine is not tried again. */
const REST = 10_000;

/** A start takes a second or more, which whoever cancels need not wait for. */
function unlessAborted<T>(starting: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return starting;
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    starting.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

export class Engine {
  state: EngineState = 'starting';
  private readonly setup: EngineSetup;
  private current: Promise<EngineProcess> | null = null;
  private live: EngineProcess | null = null;
  private underWay = 0;
  private failures = 0;
  private failedAt = -Infinity;
  private closed = false;

  constructor(setup: EngineSetup) {
    this.setup = setup;
  }

  get pid(): number | undefined {
    return this.live?.pid;
  }

  /** Starts it now, so that the first task need not wait; a failure is reported by the first task. */
  warm(): void {
    this.ready().catch(() => undefined);
  }

  /**
   * Runs a task. Throws `EngineDied` if the engine ended by itself meanwhile; a task that was lost because another one's
   * cancelling killed the engine runs again.
   */
  async run<T extends EngineTaskInput>(task: T, options: RunOptions = {}): Promise<EngineResults[T['task']]> {
    if (this.underWay++ === 0) this.setup.onBusy?.(true);
    try {
      return await this.runUntilDone(task, options);
    } finally {
      if (--this.underWay === 0) this.setup.onBusy?.(false);
    }
  }

  /** Ends the process; the next task starts one with the options of then. Tasks that run are lost and run again. */
  async restart(): Promise<void> {
    const engine = this.live;
    if (!engine) return;
    engine.kill();
    await engine.exited;
  }

  async stop(): Promise<void> {
    this.closed = true;
    const engine = await this.current?.catch(() => null);
    await engine?.stop();
  }

  private async runUntilDone<T extends EngineTaskInput>(
    task: T,
    options: RunOptions,
  ): Promise<EngineResults[T['task']]> {
    for (;;) {
      const engine = await unlessAborted(this.ready(), options.signal);
      try {
        const result = await engine.run(task, options);
        this.failures = 0;
        return result;
      } catch (error) {
        const bystander = error instanceof EngineDied && error.reason === 'killed' && !options.signal?.aborted;
        if (!bystander || this.closed) throw error;
      }
    }
  }

  private ready(): Promise<EngineProcess> {
    if (this.closed) return Promise.reject(new UserError('cancelled', 'Atelier is closing.'));
    this.current ??= this.start().catch((error: unknown) => {
      this.current = null;
      throw error;
    });
    return this.current;
  }

  private async start(): Promise<EngineProcess> {
    if (Date.now() - this.failedAt < REST) throw this.unavailable();
    const { entry, log, options } = this.setup;
    for (let attempt = 1; ; attempt++) {
      await wait(BACKOFF[Math.min(this.failures, BACKOFF.length - 1)] ?? 0);
      if (this.closed) throw new UserError('cancelled', 'Atelier is closing.');
      this.change(this.failures > 0 ? 'restarting' : 'starting', '');
      try {
        const engine = await EngineProcess.start(entry, await options(), log);
        this.live = engine;
        void engine.exited.then((reason) => {
          this.live = null;
          this.current = null;
          if (reason === 'stopped' || this.closed) return;
          if (reason !== 'killed') this.failures++;
          this.change(
            'restarting',
            reason === 'out-of-memory' ? 'The engine ran out of memory.' : 'The engine stopped.',
          );
          this.warm();
        });
        this.change('ready', '');
        return engine;
      } catch (error) {
        if (!(error instanceof EngineDied)) throw error;
        this.failures++;
        log.error({ err: error }, 'the engine did not start');
        if (attempt < ATTEMPTS) continue;
        this.failedAt = Date.now();
        this.change('failed', error.message);
        throw this.unavailable(error);
      }
    }
  }

  private unavailable(cause?: unknown): UserError {
    return new UserError('no-device', 'The engine that computes pictures does not start.', {
      hint: 'Choose another device in Settings, or run “atelier doctor”.',
      cause,
    });
  }

  private change(state: EngineState, message: string): void {
    this.state = state;
    this.setup.onState(state, message);
  }
}
