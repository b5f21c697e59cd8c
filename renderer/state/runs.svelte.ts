// Training runs as they are now, kept by the service's events, and what can be done with them.
import { type RunId } from '#contract/ids.ts';
import { type ModelEntry } from '#contract/models.ts';
import { type ArgsInput } from '#contract/rpc.ts';
import { type TrainingProgress } from '#contract/run-folder.ts';
import { type Run, type RunDetail, type TrainSettingsInput } from '#contract/training.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';
import { history } from '../commands/history.svelte.ts';
import { t } from '../i18n/index.svelte.ts';
import { notifications } from './notifications.svelte.ts';

/** How long a run goes on: by steps or by the clock. */
export type RunLength = { steps?: number; minutes?: number };

class Runs {
  /** Whether the list was read once. */
  loaded = $state(false);
  private readonly byId = new SvelteMap<RunId, Run>();
  private readonly live = new SvelteMap<RunId, TrainingProgress>();

  /** The newest first. */
  readonly list: Run[] = $derived([...this.byId.values()].sort((a, b) => b.createdAt - a.createdAt));
  readonly running: Run | undefined = $derived(this.list.find(({ status }) => status === 'running'));
  /** The one that trains and those behind it, in the order in which they will train. */
  readonly active: Run[] = $derived([
    ...(this.running ? [this.running] : []),
    ...this.list.filter(({ status }) => status === 'waiting').reverse(),
  ]);
  /** Seconds until the run that trains is done, `null` while nobody knows; those behind it are not counted. */
  readonly remaining: number | null = $derived(this.running?.secondsLeft ?? null);

  constructor() {
    rpc.on('run.changed', (run) => this.put(run));
    rpc.on('run.removed', ({ id }) => this.forget(id));
    rpc.on('run.progress', ({ id, progress }) => this.advance(id, progress));
    rpc.onOpen(() => void this.refresh());
  }

  get(id: RunId): Run | undefined {
    return this.byId.get(id);
  }

  /** What its engine said last, while it trains. */
  progressOf(id: RunId): TrainingProgress | undefined {
    return this.live.get(id);
  }

  /** Everything about a run; rejects with a `UserError`, as do all below. */
  async read(id: RunId): Promise<RunDetail> {
    const detail = await rpc.call('runs.get', { id });
    this.put(detail.run);
    if (detail.progress) this.advance(id, detail.progress);
    return detail;
  }

  async start(settings: TrainSettingsInput): Promise<Run> {
    return this.put(await rpc.call('train.start', settings));
  }

  async pause(id: RunId): Promise<Run> {
    return this.put(await rpc.call('runs.pause', { id }));
  }

  /** Goes on where it was; with a length, further than was planned. */
  async resume(id: RunId, length: RunLength = {}): Promise<Run> {
    return this.put(await rpc.call('runs.resume', { id, ...length }));
  }

  /** Ends it early; what it learned so far becomes its model. */
  async stop(id: RunId): Promise<Run> {
    return this.put(await rpc.call('runs.stop', { id }));
  }

  async rename(id: RunId, name: string): Promise<Run> {
    return this.put(await rpc.call('runs.rename', { id, name }));
  }

  /** Makes a model of a checkpoint, the newest one if no step is named. */
  async use(id: RunId, step?: number): Promise<ModelEntry> {
    return rpc.call('runs.use', { id, step });
  }

  async branch(settings: ArgsInput<'runs.branch'>): Promise<Run> {
    return this.put(await rpc.call('runs.branch', settings));
  }

  /** Writes a project file that `importFrom` reads on another computer. */
  async exportTo(id: RunId, path: string): Promise<void> {
    await rpc.call('runs.export', { id, path });
  }

  async importFrom(path: string): Promise<Run> {
    return this.put(await rpc.call('runs.import', { path }));
  }

  /** Into the bin, with an undo on the stack and in a toast. */
  async remove(id: RunId): Promise<void> {
    const name = this.get(id)?.name ?? '';
    await rpc.call('runs.remove', { id });
    this.forget(id);
    const entry = history.did({
      title: t('run.removeRun'),
      undo: () => this.restore(id),
      redo: () => rpc.call('runs.remove', { id }),
    });
    notifications.show({
      kind: 'done',
      title: t('run.removed', { name }),
      action: { label: t('common.undo'), run: () => history.undoEntry(entry) },
    });
  }

  async restore(id: RunId): Promise<Run> {
    return this.put(await rpc.call('runs.restore', { id }));
  }

  private async refresh(): Promise<void> {
    const answer = await notifications.guard(rpc.call('runs.list', {}));
    if (!answer) return;
    const kept = new Set(answer.runs.map(({ id }) => id));
    for (const id of [...this.byId.keys()]) if (!kept.has(id)) this.forget(id);
    for (const run of answer.runs) this.put(run);
    this.loaded = true;
  }

  private put(run: Run): Run {
    if (run.status !== 'running') this.live.delete(run.id);
    this.byId.set(run.id, run);
    return run;
  }

  /** Progress comes more often than `run.changed`, so the run follows it. */
  private advance(id: RunId, progress: TrainingProgress): void {
    const run = this.byId.get(id);
    if (run?.status !== 'running') return;
    const { step, steps, seconds, secondsLeft, stepsPerSecond, preview } = progress;
    this.live.set(id, progress);
    this.byId.set(id, {
      ...run,
      step,
      steps,
      seconds,
      secondsLeft,
      stepsPerSecond: stepsPerSecond > 0 ? stepsPerSecond : run.stepsPerSecond,
      preview: preview?.file ?? run.preview,
    });
  }

  private forget(id: RunId): void {
    this.live.delete(id);
    this.byId.delete(id);
  }
}

export const runs = new Runs();
