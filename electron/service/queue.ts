// The persistent queue: one file at a time, every change of state in the database before anything else happens.
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { toWireError, UserError, type WireError } from '#contract/errors.ts';
import type { ItemId, JobId } from '#contract/ids.ts';
import type { ItemSource, Job, JobItem } from '#contract/jobs.ts';
import type { UpscaleSettings } from '#contract/upscale.ts';
import type { ItemRow, JobRow, Library } from '../library/index.ts';
import { EngineDied } from './engine-process.ts';
import type { EventHub } from './event-hub.ts';
import type { ItemWork } from './item-work.ts';
import { type Live, viewItem, viewJob } from './job-view.ts';
import type { Log } from './log.ts';
import { SpeedMeter } from './speed-meter.ts';

export type QueueSetup = {
  library: Library;
  events: EventHub;
  log: Log;
  work: ItemWork;
  /** `new`: jobs of earlier starts are left alone, for a command that only does its own. */
  jobs: 'all' | 'new';
};

/** `cancel`: the file is given up; `wait`: it will be started over. */
type Intent = 'cancel' | 'wait';
type Running = { live: Live; controller: AbortController; intent: Intent | null; ended: Promise<void> };

/** Milliseconds between two progress events. */
const THROTTLE = 100;
/** A file on which the engine died this often is given up. */
const MAX_CRASHES = 2;

export class Queue {
  private readonly setup: QueueSetup;
  private readonly speeds = new Map<JobId, SpeedMeter>();
  private readonly own = new Set<JobId>();
  private running: Running | null = null;
  private lastProgress = 0;
  private closed = false;

  constructor(setup: QueueSetup) {
    this.setup = setup;
    const recovered = setup.library.items.recover();
    if (recovered > 0) setup.log.info({ recovered }, 'files of an interrupted start wait again');
  }

  /** Begins to work. */
  start(): void {
    this.pump();
  }

  /** A file is being worked on. */
  get busy(): boolean {
    return this.running !== null;
  }

  list(): Job[] {
    return this.setup.library.jobs.list().map((job) => this.view(job));
  }

  get(jobId: JobId): Job {
    return this.view(this.require(jobId));
  }

  items(jobId: JobId): JobItem[] {
    this.require(jobId);
    return this.setup.library.items.list(jobId).map((row) => viewItem(row, this.liveOf(row.id)));
  }

  create(settings: UpscaleSettings, items: readonly ItemSource[]): Job {
    const { destination } = settings.save;
    if ('path' in destination && !isAbsolute(destination.path)) {
      throw new UserError('bad-input', 'The destination must be a full path.', { source: destination.path });
    }
    const job = this.setup.library.db.transaction(() => {
      const added = this.setup.library.jobs.add(settings);
      this.addItems(added.id, items);
      return added;
    });
    this.own.add(job.id);
    return this.changed(job.id);
  }

  /** Also while the job runs; a finished job goes on with them. */
  add(jobId: JobId, items: readonly ItemSource[]): Job {
    const job = this.require(jobId);
    this.setup.library.db.transaction(() => {
      this.addItems(jobId, items);
      if (job.state === 'cancelled') this.setup.library.jobs.setState(jobId, 'active');
    });
    return this.changed(jobId);
  }

  /**
   * Starts no other file of the job and stops the running one at once: it waits again and is started over on resume,
   * because half a result cannot be continued safely after the settings, the device or the program have changed.
   */
  async pause(jobId: JobId): Promise<Job> {
    this.require(jobId);
    this.setup.library.jobs.setState(jobId, 'paused');
    if (this.running?.live.jobId === jobId) await this.interrupt('wait');
    return this.changed(jobId);
  }

  resume(jobId: JobId): Job {
    this.require(jobId);
    this.setup.library.jobs.setState(jobId, 'active');
    return this.changed(jobId);
  }

  /** The rows are marked first: a kill in between leaves them cancelled. Resolves when nothing of them runs any more. */
  async cancel(jobId: JobId, itemId?: ItemId): Promise<Job> {
    this.require(jobId);
    const { jobs, items } = this.setup.library;
    if (itemId) {
      const { status } = this.requireItem(jobId, itemId);
      if (status === 'waiting' || status === 'running') items.update(itemId, { status: 'cancelled' });
    } else {
      jobs.setState(jobId, 'cancelled');
      items.setStatus(jobId, ['waiting', 'running'], 'cancelled');
    }
    const live = this.running?.live;
    if (live && (itemId ? live.itemId === itemId : live.jobId === jobId)) await this.interrupt('cancel');
    if (itemId) this.emitItem(itemId);
    else this.emitItems(jobId);
    return this.changed(jobId);
  }

  retry(jobId: JobId, itemId?: ItemId): Job {
    const job = this.require(jobId);
    const { db, jobs, items } = this.setup.library;
    const chosen = itemId ? [this.requireItem(jobId, itemId)] : items.list(jobId);
    const again = chosen.filter(({ status }) => status === 'failed' || status === 'cancelled');
    db.transaction(() => {
      for (const { id, output, resultId } of again) {
        // A result that could not be copied to its place keeps that place.
        items.update(id, { status: 'waiting', error: null, crashes: 0, output: resultId ? output : null });
      }
      if (job.state === 'cancelled' && again.length > 0) jobs.setState(jobId, 'active');
    });
    again.forEach(({ id }) => this.emitItem(id));
    return this.changed(jobId);
  }

  move(jobId: JobId, position: number): Job[] {
    this.require(jobId);
    this.setup.library.jobs.move(jobId, position);
    const jobs = this.list();
    for (const job of jobs) this.setup.events.emit('job.changed', job);
    return jobs;
  }

  /** Takes jobs with nothing left to do off the list. */
  clear(): Job[] {
    for (const job of this.list()) {
      if (job.status !== 'done' && job.status !== 'failed' && job.status !== 'cancelled') continue;
      this.setup.library.jobs.remove(job.id);
      this.speeds.delete(job.id);
      this.setup.events.emit('job.removed', { jobId: job.id });
    }
    return this.list();
  }

  /** The running file stops and waits for the next start. */
  async close(): Promise<void> {
    this.closed = true;
    await this.interrupt('wait');
  }

  private require(jobId: JobId): JobRow {
    const job = this.setup.library.jobs.get(jobId);
    if (!job) throw new UserError('not-found', 'This job is no longer in the queue.');
    return job;
  }

  private requireItem(jobId: JobId, itemId: ItemId): ItemRow {
    const item = this.setup.library.items.get(itemId);
    if (item?.jobId !== jobId) throw new UserError('not-found', 'This file is no longer in the queue.');
    return item;
  }

  private addItems(jobId: JobId, items: readonly ItemSource[]): void {
    const { images, items: rows } = this.setup.library;
    const named = items.map((source) => {
      if ('path' in source) {
        if (!isAbsolute(source.path)) throw new UserError('bad-input', 'A full path is needed.', { source: source.path });
        return { name: basename(source.path), source };
      }
      const image = images.get(source.imageId);
      if (!image) throw new UserError('not-found', 'A picture is no longer in the library.');
      return { name: image.name, source };
    });
    rows.add(jobId, named);
  }

  private async interrupt(intent: Intent): Promise<void> {
    const { running } = this;
    if (!running) return;
    running.intent = intent;
    running.controller.abort();
    await running.ended;
  }

  private pump(): void {
    if (this.closed || this.running) return;
    for (const job of this.setup.library.jobs.list()) {
      if (job.state !== 'active' || (this.setup.jobs === 'new' && !this.own.has(job.id))) continue;
      const item = this.setup.library.items.next(job.id);
      if (item) return this.begin(job, item);
    }
  }

  private begin(job: JobRow, item: ItemRow): void {
    this.setup.library.items.update(item.id, { status: 'running', error: null });
    const live = { itemId: item.id, jobId: job.id, progress: 0, pixels: 0, totalPixels: 0 };
    const running: Running = { live, controller: new AbortController(), intent: null, ended: Promise.resolve() };
    this.running = running;
    running.ended = this.work(job, item, running)
      .catch((error: unknown) => this.setup.log.error({ err: error, jobId: job.id }, 'the queue stumbled'))
      .then(() => {
        this.running = null;
        this.emitItem(item.id);
        // The caller of an interrupt sees its job first, then the next file starts.
        setImmediate(() => !this.closed && this.changed(job.id));
      });
    this.emitItem(item.id);
    this.emitJob(job.id);
  }

  private async work(job: JobRow, item: ItemRow, running: Running): Promise<void> {
    const { library, log, work, events } = this.setup;
    const { live, controller } = running;
    const folder = work.liveFolder('');
    // Previews of the file before this one were kept until now for windows that still show them.
    await rm(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    let since = performance.now();
    try {
      const change = await work.run(item, job, {
        signal: controller.signal,
        onChange: () => this.emitItem(item.id),
        onProgress: ({ progress, pixels, totalPixels }) => {
          const now = performance.now();
          // The first report is of the decoding: its time counts, with the first tile, but says nothing of the speed.
          if (live.totalPixels > 0) {
            this.meter(job.id).add(now - since, pixels - live.pixels);
            since = now;
          }
          Object.assign(live, { progress, pixels, totalPixels });
          if (now - this.lastProgress < THROTTLE) return;
          this.lastProgress = now;
          this.emitItem(item.id);
          this.emitJob(job.id);
        },
        onTile: ({ index, rect }) => events.emit('item.tile', { itemId: item.id, index, ...rect }),
      });
      if (live.totalPixels > 0) this.meter(job.id).add(performance.now() - since, live.totalPixels - live.pixels);
      library.items.update(item.id, change);
      if (change.resultId) events.emit('images.changed', {});
    } catch (error) {
      const row = library.items.get(item.id) ?? item;
      if (running.intent === 'wait') return library.items.update(item.id, { status: 'waiting' });
      if (running.intent === 'cancel') {
        await work.discard(row);
        return library.items.update(item.id, { status: 'cancelled', output: null, error: null });
      }
      if (error instanceof EngineDied) return this.afterCrash(row, error);
      const wire = toWireError(error, this.sourceName(row));
      if (wire.kind === 'internal') log.error({ err: error, jobId: job.id, item: item.name }, 'a file failed');
      library.items.update(item.id, { status: 'failed', error: wire });
    }
  }

  /** The file is tried once more in a new engine, then given up. */
  private afterCrash(item: ItemRow, died: EngineDied): void {
    const crashes = item.crashes + 1;
    this.setup.log.warn({ item: item.name, crashes, reason: died.reason }, 'the engine died on a file');
    if (crashes < MAX_CRASHES) return this.setup.library.items.update(item.id, { status: 'waiting', crashes });
    const source = this.sourceName(item);
    const error: WireError =
      died.reason === 'out-of-memory'
        ? {
            kind: 'out-of-memory',
            message: 'The memory of this machine was not enough for this file.',
            hint: 'Close other programs, choose a smaller result or a lighter model, and try again.',
            source,
          }
        : {
            kind: 'internal',
            message: 'The engine stopped twice while it worked on this file.',
            hint: 'Try another model or device; the log in Settings says more.',
            source,
          };
    this.setup.library.items.update(item.id, { status: 'failed', crashes, error });
  }

  private sourceName(item: ItemRow): string {
    return 'path' in item.source ? item.source.path : item.name;
  }

  private meter(jobId: JobId): SpeedMeter {
    let meter = this.speeds.get(jobId);
    if (!meter) this.speeds.set(jobId, (meter = new SpeedMeter()));
    return meter;
  }

  private liveOf(itemId: string): Live | undefined {
    return this.running?.live.itemId === itemId ? this.running.live : undefined;
  }

  private view(job: JobRow): Job {
    const live = this.running?.live.jobId === job.id ? this.running.live : undefined;
    return viewJob(job, this.setup.library.items.tally(job.id), this.meter(job.id).pixelsPerSecond, live);
  }

  /** Tells windows of a job's new state and goes on with the queue. */
  private changed(jobId: JobId): Job {
    const job = this.emitJob(jobId);
    this.pump();
    return job ?? this.get(jobId);
  }

  private emitJob(jobId: JobId): Job | undefined {
    const row = this.setup.library.jobs.get(jobId);
    if (!row) return undefined;
    const job = this.view(row);
    this.setup.events.emit('job.changed', job);
    return job;
  }

  private emitItem(itemId: ItemId): void {
    const row = this.setup.library.items.get(itemId);
    if (row) this.setup.events.emit('item.changed', viewItem(row, this.liveOf(row.id)));
  }

  private emitItems(jobId: JobId): void {
    for (const row of this.setup.library.items.list(jobId)) this.emitItem(row.id);
  }
}
