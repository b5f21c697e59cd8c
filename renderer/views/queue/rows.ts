// The queue as one list: every job's head, followed by its files where it is unfolded, then training.
import { type JobId } from '#contract/ids.ts';
import { type Job, type JobItem } from '#contract/jobs.ts';
import { type Run } from '#contract/training.ts';

/** `height` is a guess in CSS pixels. */
export type QueueRow =
  | { kind: 'job'; key: string; height: number; job: Job }
  | { kind: 'file'; key: string; height: number; item: JobItem }
  | { kind: 'run'; key: string; height: number; run: Run }
  | { kind: 'heading'; key: 'training' | 'finished'; height: number };

const HEAD = 96;
const FILE = 44;
const RUN = 66;
const HEADING = 44;
const MORE = 36;

export function isOver(job: Job): boolean {
  return job.status === 'done' || job.status === 'failed' || job.status === 'cancelled';
}

/** Jobs with work in the order of the queue, then, under a heading each, training and finished jobs with the newest first. */
export function queueRows(
  jobs: readonly Job[],
  runs: readonly Run[],
  itemsOf: (id: JobId) => readonly JobItem[],
  isOpen: (job: Job) => boolean,
): QueueRow[] {
  const finished = jobs.filter(isOver).reverse();
  const rows = jobs.filter((job) => !isOver(job)).flatMap((job) => rowsOf(job, itemsOf, isOpen));
  if (runs.length > 0) rows.push({ kind: 'heading', key: 'training', height: HEADING });
  rows.push(...runs.map((run): QueueRow => ({ kind: 'run', key: run.id, height: RUN, run })));
  if (finished.length > 0) rows.push({ kind: 'heading', key: 'finished', height: HEADING });
  return [...rows, ...finished.flatMap((job) => rowsOf(job, itemsOf, isOpen))];
}

function rowsOf(job: Job, itemsOf: (id: JobId) => readonly JobItem[], isOpen: (job: Job) => boolean): QueueRow[] {
  const head: QueueRow = { kind: 'job', key: job.id, height: HEAD, job };
  if (!isOpen(job)) return [head];
  const files = itemsOf(job.id).map((item): QueueRow => ({
    kind: 'file',
    key: item.id,
    height: FILE + (item.error ? MORE : 0) + item.notices.length * 18,
    item,
  }));
  return [head, ...files];
}

/** 0..1 over all files of a job; those that need no more work count whole. */
export function progressOf(items: readonly JobItem[]): number {
  if (items.length === 0) return 0;
  const parts = items.reduce(
    (sum, { status, progress }) => sum + (status === 'waiting' || status === 'running' ? progress : 1),
    0,
  );
  return parts / items.length;
}

/**
 * The position that `jobs.move` wants, to bring a job before or after another: counted without the moved job.
 * `null` when it would stay where it is.
 */
export function movedPosition(
  jobs: readonly Job[],
  moved: JobId,
  target: JobId,
  side: 'before' | 'after',
): number | null {
  const others = jobs.filter(({ id }) => id !== moved);
  const at = others.findIndex(({ id }) => id === target);
  if (at < 0) return null;
  const position = side === 'before' ? at : at + 1;
  return position === jobs.findIndex(({ id }) => id === moved) ? null : position;
}

/** One step up or down among the jobs that still have work; `null` at the ends. */
export function steppedPosition(jobs: readonly Job[], moved: JobId, by: 1 | -1): number | null {
  const open = jobs.filter((job) => !isOver(job));
  const target = open[open.findIndex(({ id }) => id === moved) + by];
  return target ? movedPosition(jobs, moved, target.id, by < 0 ? 'before' : 'after') : null;
}
