// The queue as it is now: every job with its files, kept by the service's events.
import { type ImageId, type ItemId, type JobId } from '#contract/ids.ts';
import { type ItemSource, type Job, type JobItem, type TileDone } from '#contract/jobs.ts';
import { type RestyleSettings } from '#contract/restyle.ts';
import { type UpscaleSettings } from '#contract/upscale.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';
import { models } from './models.svelte.ts';
import { notifications } from './notifications.svelte.ts';
import { totalRemaining } from './remaining.ts';

/** Jobs that still have work. */
const ACTIVE = new Set<Job['status']>(['waiting', 'running', 'paused']);

class Jobs {
  private readonly byId = new SvelteMap<JobId, Job>();
  private readonly files = new SvelteMap<JobId, SvelteMap<ItemId, JobItem>>();
  private readonly tiles = new SvelteMap<ItemId, TileDone[]>();
  private readonly itemListeners = new Set<(item: JobItem) => void>();

  /** In queue order. */
  readonly list: Job[] = $derived([...this.byId.values()].sort((a, b) => a.position - b.position));
  readonly active: Job[] = $derived(this.list.filter(({ status }) => ACTIVE.has(status)));
  readonly running: Job | undefined = $derived(this.list.find(({ status }) => status === 'running'));
  readonly allPaused: boolean = $derived(
    this.active.length > 0 && this.active.every(({ status }) => status === 'paused'),
  );
  /** Files not finished yet in jobs that still have work. */
  readonly filesLeft: number = $derived(
    this.active.reduce((sum, job) => sum + job.total - job.done - job.failed - job.skipped, 0),
  );
  /** Seconds for everything that is not paused; jobs that have not started are estimated, `null` while nothing is known. */
  readonly remaining: number | null = $derived(
    totalRemaining(
      this.active.filter(({ status }) => status !== 'paused'),
      (model) => models.get(model)?.speed ?? null,
    ),
  );
  /** 0..1 over the files of all jobs with work, `null` without any. */
  readonly progress: number | null = $derived.by(() => {
    const total = this.active.reduce((sum, job) => sum + job.total, 0);
    const parts = this.active
      .flatMap(({ id }) => this.itemsOf(id))
      .reduce((sum, { status, progress }) => sum + (status === 'waiting' || status === 'running' ? progress : 1), 0);
    return total === 0 ? null : Math.min(1, parts / total);
  });

  constructor() {
    rpc.on('job.changed', (job) => {
      if (!this.files.has(job.id)) void this.loadItems(job.id);
      this.byId.set(job.id, job);
    });
    rpc.on('job.removed', ({ jobId }) => this.remove(jobId));
    rpc.on('item.changed', (item) => this.putItem(item));
    rpc.on('item.tile', (tile) => this.tiles.set(tile.itemId, [...(this.tiles.get(tile.itemId) ?? []), tile]));
    rpc.onOpen(() => void this.refresh());
  }

  get(id: JobId): Job | undefined {
    return this.byId.get(id);
  }

  /** The job's files in order; empty until they are read. */
  itemsOf(id: JobId): JobItem[] {
    return [...(this.files.get(id)?.values() ?? [])].sort((a, b) => a.position - b.position);
  }

  /** The waiting or running file made from this picture. */
  itemFor(source: ImageId): JobItem | undefined {
    for (const job of this.active) {
      for (const item of this.files.get(job.id)?.values() ?? []) {
        const isOf = item.sourceId === source || ('imageId' in item.source && item.source.imageId === source);
        if (isOf && (item.status === 'running' || item.status === 'waiting')) return item;
      }
    }
    return undefined;
  }

  /** What happened last to this picture in any job of the list. */
  latestFor(source: ImageId): JobItem | undefined {
    for (const job of [...this.byId.values()].sort((a, b) => b.createdAt - a.createdAt)) {
      for (const item of this.files.get(job.id)?.values() ?? []) {
        if (item.sourceId === source || ('imageId' in item.source && item.source.imageId === source)) return item;
      }
    }
    return undefined;
  }

  /** Finished tiles of a running file, in the order they were made. */
  tilesOf(id: ItemId): TileDone[] {
    return this.tiles.get(id) ?? [];
  }

  /** Calls back with every change of a file; returns the function that stops it. */
  onItem(listener: (item: JobItem) => void): () => void {
    this.itemListeners.add(listener);
    return () => this.itemListeners.delete(listener);
  }

  /** Rejects with a `UserError`; so do all below. */
  async upscale(settings: UpscaleSettings, items: ItemSource[]): Promise<Job> {
    return this.put(await rpc.call('jobs.upscale', { settings, items }));
  }

  async restyle(settings: RestyleSettings, items: ItemSource[]): Promise<Job> {
    return this.put(await rpc.call('jobs.restyle', { settings, items }));
  }

  async add(jobId: JobId, items: ItemSource[]): Promise<Job> {
    return this.put(await rpc.call('jobs.add', { jobId, items }));
  }

  async pause(jobId: JobId): Promise<Job> {
    return this.put(await rpc.call('jobs.pause', { jobId }));
  }

  async resume(jobId: JobId): Promise<Job> {
    return this.put(await rpc.call('jobs.resume', { jobId }));
  }

  /** The whole job, or one file of it. */
  async cancel(jobId: JobId, itemId?: ItemId): Promise<Job> {
    return this.put(await rpc.call('jobs.cancel', { jobId, itemId }));
  }

  async retry(jobId: JobId, itemId?: ItemId): Promise<Job> {
    return this.put(await rpc.call('jobs.retry', { jobId, itemId }));
  }

  async move(jobId: JobId, position: number): Promise<void> {
    this.putAll((await rpc.call('jobs.move', { jobId, position })).jobs);
  }

  /** Takes finished jobs off the list. */
  async clear(): Promise<void> {
    this.putAll((await rpc.call('jobs.clear', {})).jobs);
  }

  private async refresh(): Promise<void> {
    const answer = await notifications.guard(rpc.call('jobs.list', {}));
    if (!answer) return;
    this.putAll(answer.jobs);
    await Promise.all(answer.jobs.map(({ id }) => this.loadItems(id)));
  }

  private async loadItems(jobId: JobId): Promise<void> {
    const files = new SvelteMap<ItemId, JobItem>();
    this.files.set(jobId, files);
    const answer = await notifications.guard(rpc.call('jobs.items', { jobId }));
    // An event that came in meanwhile is newer than the answer.
    for (const item of answer?.items ?? []) if (!files.has(item.id)) files.set(item.id, item);
  }

  private putItem(item: JobItem): void {
    const files = this.files.get(item.jobId);
    if (!files) void this.loadItems(item.jobId);
    else files.set(item.id, item);
    if (item.status !== 'running' && item.status !== 'waiting') this.tiles.delete(item.id);
    for (const listener of this.itemListeners) listener(item);
  }

  private put(job: Job): Job {
    this.byId.set(job.id, job);
    return job;
  }

  private putAll(jobs: Job[]): void {
    const kept = new Set(jobs.map(({ id }) => id));
    for (const id of [...this.byId.keys()]) if (!kept.has(id)) this.remove(id);
    for (const job of jobs) this.byId.set(job.id, job);
  }

  private remove(jobId: JobId): void {
    for (const itemId of this.files.get(jobId)?.keys() ?? []) this.tiles.delete(itemId);
    this.files.delete(jobId);
    this.byId.delete(jobId);
  }
}

export const jobs = new Jobs();
