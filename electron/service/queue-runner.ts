// Carries out one file of the queue after the other: live progress, interruption, and what becomes of a file that fails.
import { mkdir, rm } from 'node:fs/promises';
import { toWireError, type WireError } from '#contract/errors.ts';
import type { ItemId, JobId } from '#contract/ids.ts';
import type { ItemRow, JobRow, Library } from '../library/index.ts';
import { EngineDied } from './engine-process.ts';
import type { EventHub } from './event-hub.ts';
import type { ItemWork } from './item-work.ts';
import type { Live } from './job-view.ts';
import type { Log } from './log.ts';
import { SpeedMeter } from './speed-meter.ts';

export type RunnerSetup = { library: Library; events: EventHub; log: Log; work: ItemWork };

/** What windows are to be told of. */
export type RunnerHooks = {
  onItem: (itemId: ItemId) => void;
  onJob: (jobId: JobId) => void;
  /** Nothing runs any more. */
  onIdle: (jobId: JobId) => void;
};

/** `cancel`: the file is given up; `wait`: it will be started over. */
export type Intent = 'cancel' | 'wait';
type Running = { live: Live; controller: AbortController; intent: Intent | null; ended: Promise<void> };

/** Milliseconds between two progress events. */
const THROTTLE = 100;
/** A file on which the engine died this often is given up. */
const MAX_CRASHES = 2;

function sourceName(item: ItemRow): string {
  return 'path' in item.source ? item.source.path : item.name;
}

function crashError(reason: EngineDied['reason'], source: string): WireError {
  if (reason === 'out-of-memory') {
    return {
      kind: 'out-of-memory',
      message: 'The memory of this machine was not enough for this file.',
      hint: 'Close other programs, choose a smaller result or a lighter model, and try again.',
      source,
    };
  }
  return {
    kind: 'internal',
    message: 'The engine stopped twice while it worked on this file.',
    hint: 'Try another model or device; the log in Settings says more.',
    source,
  };
}

export class QueueRunner {
  private readonly setup: RunnerSetup;
  private readonly hooks: RunnerHooks;
  private readonly speeds = new Map<JobId, SpeedMeter>();
  private running: Running | null = null;
  private lastProgress = 0;

  constructor(setup: RunnerSetup, hooks: RunnerHooks) {
    this.setup = setup;
    this.hooks = hooks;
  }

  /** The file that is being worked on. */
  get live(): Live | undefined {
    return this.running?.live;
  }

  pixelsPerSecond(jobId: JobId): number | null {
    return this.speeds.get(jobId)?.pixelsPerSecond ?? null;
  }

  forget(jobId: JobId): void {
    this.speeds.delete(jobId);
  }

  /** Only while nothing runs. */
  begin(job: JobRow, item: ItemRow): void {
    this.setup.library.items.update(item.id, { status: 'running', error: null });
    const live: Live = { itemId: item.id, jobId: job.id, progress: 0, pixels: 0, totalPixels: 0 };
    const running: Running = { live, controller: new AbortController(), intent: null, ended: Promise.resolve() };
    this.running = running;
    running.ended = this.work(job, item, running)
      .catch((error: unknown) => this.setup.log.error({ err: error, jobId: job.id }, 'the queue stumbled'))
      .then(() => {
        this.running = null;
        this.hooks.onItem(item.id);
        // The caller of an interrupt sees its job first, then the next file starts.
        setImmediate(() => this.hooks.onIdle(job.id));
      });
    this.hooks.onItem(item.id);
    this.hooks.onJob(job.id);
  }

  /** Resolves when nothing of the running file runs any more. */
  async interrupt(intent: Intent): Promise<void> {
    const { running } = this;
    if (!running) return;
    running.intent = intent;
    running.controller.abort();
    await running.ended;
  }

  private async work(job: JobRow, item: ItemRow, running: Running): Promise<void> {
    const { library, work, events } = this.setup;
    const { live, controller } = running;
    const folder = work.liveFolder('');
    // Previews of the file before this one were kept until now for windows that still show them.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const meter = this.speeds.get(job.id) ?? new SpeedMeter();
    this.speeds.set(job.id, meter);
    let since = performance.now();
    const count = (pixels: number) => {
      const now = performance.now();
      meter.add(now - since, pixels);
      since = now;
    };
    try {
      const change = await work.run(item, job, {
        signal: controller.signal,
        onChange: () => this.hooks.onItem(item.id),
        onProgress: ({ progress, pixels, totalPixels }) => {
          // The first report is of the decoding: its time counts, with the first tile, but says nothing of the speed.
          if (live.totalPixels > 0) count(pixels - live.pixels);
          Object.assign(live, { progress, pixels, totalPixels });
          this.showProgress(item.id, job.id);
        },
        onTile: ({ index, rect }) => events.emit('item.tile', { itemId: item.id, index, ...rect }),
      });
      if (live.totalPixels > 0) count(live.totalPixels - live.pixels);
      library.items.update(item.id, change);
      if (change.resultId) events.emit('images.changed', {});
    } catch (error) {
      await this.failed(job, library.items.get(item.id) ?? item, running.intent, error);
    }
  }

  private showProgress(itemId: ItemId, jobId: JobId): void {
    const now = performance.now();
    if (now - this.lastProgress < THROTTLE) return;
    this.lastProgress = now;
    this.hooks.onItem(itemId);
    this.hooks.onJob(jobId);
  }

  private async failed(job: JobRow, item: ItemRow, intent: Intent | null, error: unknown): Promise<void> {
    const { library, log, work } = this.setup;
    if (intent === 'wait') return library.items.update(item.id, { status: 'waiting' });
    if (intent === 'cancel') {
      await work.discard(item);
      return library.items.update(item.id, { status: 'cancelled', output: null, error: null });
    }
    if (error instanceof EngineDied) return this.crashed(item, error);
    const wire = toWireError(error, sourceName(item));
    if (wire.kind === 'internal') log.error({ err: error, jobId: job.id, item: item.name }, 'a file failed');
    library.items.update(item.id, { status: 'failed', error: wire });
  }

  /** The file is tried once more in a new engine, then given up. */
  private crashed(item: ItemRow, died: EngineDied): void {
    const crashes = item.crashes + 1;
    this.setup.log.warn({ item: item.name, crashes, reason: died.reason }, 'the engine died on a file');
    if (crashes < MAX_CRASHES) return this.setup.library.items.update(item.id, { status: 'waiting', crashes });
    const error = crashError(died.reason, sourceName(item));
    this.setup.library.items.update(item.id, { status: 'failed', crashes, error });
  }
}
