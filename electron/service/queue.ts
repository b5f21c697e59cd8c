// The persistent queue: jobs and their files, every change of state in the database before anything else happens.
import { basename, isAbsolute } from 'node:path';
import { UserError } from '#contract/errors.ts';
import type { ItemId, JobId } from '#contract/ids.ts';
import type { ItemSource, Job, JobItem } from '#contract/jobs.ts';
import type { ItemRow, JobRow, JobWork, Library } from '../library/index.ts';
import type { EventHub } from './event-hub.ts';
import type { ItemWork } from './item-work.ts';
import { type Live, viewItem, viewJob } from './job-view.ts';
import type { Log } from './log.ts';
import { QueueRunner } from './queue-runner.ts';

export type QueueSetup = {
  library: Library;
  events: EventHub;
  log: Log;
  work: ItemWork;
  /** `new`: jobs of earlier starts are left alone, for a command that only does its own. */
  jobs: 'all' | 'new';
};

export class Queue {
  private readonly setup: QueueSetup;
  private readonly runner: QueueRunner;
  private readonly own = new Set<JobId>();
  private closed = false;

  constructor(setup: QueueSetup) {
    this.setup = setup;
    this.runner = new QueueRunner(setup, {
      onItem: (itemId) => this.emitItem(itemId),
      onJob: (jobId) => void this.emitJob(jobId),
      onIdle: (jobId) => {
        if (this.closed) return;
        this.emitJob(jobId);
        this.pump();
      },
    });
    const recovered = setup.library.items.recover();
    if (recovered > 0) setup.log.info({ recovered }, 'files of an interrupted start wait again');
  }

  /** Begins to work. */
  start(): void {
    this.pump();
  }

  /** A file is being worked on. */
  get busy(): boolean {
    return this.runner.live !== undefined;
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

  create(work: JobWork, items: readonly ItemSource[]): Job {
    const { destination } = work.settings.save;
    if ('path' in destination && !isAbsolute(destination.path)) {
      throw new UserError('bad-input', 'The destination must be a full path.', { source: destination.path });
    }
    const job = this.setup.library.db.transaction(() => {
      const added = this.setup.library.jobs.add(work);
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
    if (this.runner.live?.jobId === jobId) await this.runner.interrupt('wait');
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
    if (itemId) this.emitItem(itemId);
    else this.emitItems(jobId);
    const { live } = this.runner;
    if (live && (itemId ? live.itemId === itemId : live.jobId === jobId)) await this.runner.interrupt('cancel');
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
      this.runner.forget(job.id);
      this.setup.events.emit('job.removed', { jobId: job.id });
    }
    return this.list();
  }

  /** The running file stops and waits for the next start. */
  async close(): Promise<void> {
    this.closed = true;
    await this.runner.interrupt('wait');
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
        if (!isAbsolute(source.path))
          throw new UserError('bad-input', 'A full path is needed.', { source: source.path });
        return { name: basename(source.path), source };
      }
      const image = images.get(source.imageId);
      if (!image) throw new UserError('not-found', 'A picture is no longer in the library.');
      return { name: image.name, source };
    });
    rows.add(jobId, named);
  }

  private pump(): void {
    if (this.closed || this.runner.live) return;
    for (const job of this.setup.library.jobs.list()) {
      if (job.state !== 'active' || (this.setup.jobs === 'new' && !this.own.has(job.id))) continue;
      const item = this.setup.library.items.next(job.id);
      if (item) return this.runner.begin(job, item);
    }
  }

  private liveOf(itemId: string): Live | undefined {
    const { live } = this.runner;
    return live?.itemId === itemId ? live : undefined;
  }

  private view(job: JobRow): Job {
    const { live } = this.runner;
    const own = live?.jobId === job.id ? live : undefined;
    return viewJob(job, this.setup.library.items.tally(job.id), this.runner.pixelsPerSecond(job.id), own);
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
