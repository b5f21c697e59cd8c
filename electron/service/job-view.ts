// Rows of the queue as windows see them: status of the whole, live progress, speed and remaining time.
import type { Job, JobItem, JobStatus } from '#contract/jobs.ts';
import type { ItemRow, ItemTally, JobRow } from '../library/index.ts';

/** What is known of the file that is being worked on and not written to the database. */
export type Live = { itemId: string; jobId: string; progress: number; pixels: number; totalPixels: number };

function statusOf(job: JobRow, tally: ItemTally): JobStatus {
  if (tally.running.files > 0) return 'running';
  if (tally.waiting.files > 0) return job.state === 'paused' ? 'paused' : 'waiting';
  if (job.state === 'cancelled') return 'cancelled';
  if (tally.failed.files > 0) return 'failed';
  return tally.done.files + tally.skipped.files > 0 ? 'done' : 'cancelled';
}

/** Output pixels still to be made; sizes not known yet are taken to be the mean of those that are. `null`: none known. */
function remainingPixels(tally: ItemTally, live: Live | undefined): number | null {
  const all = Object.values(tally);
  const sized = all.reduce((sum, part) => sum + part.sized, 0);
  if (sized === 0) return live && tally.waiting.files === 0 ? live.totalPixels - live.pixels : null;
  const mean = all.reduce((sum, part) => sum + part.pixels, 0) / sized;
  const { waiting, running } = tally;
  const open = waiting.pixels + running.pixels + (waiting.files + running.files - waiting.sized - running.sized) * mean;
  return Math.max(0, open - (live?.pixels ?? 0));
}

export function viewJob(job: JobRow, tally: ItemTally, pixelsPerSecond: number | null, live: Live | undefined): Job {
  const status = statusOf(job, tally);
  const pixels = remainingPixels(tally, live);
  const open = tally.waiting.files + tally.running.files > 0;
  return {
    id: job.id,
    ...job.work,
    status,
    position: job.position,
    createdAt: job.createdAt,
    total: Object.values(tally).reduce((sum, part) => sum + part.files, 0),
    done: tally.done.files,
    failed: tally.failed.files,
    skipped: tally.skipped.files,
    speed: pixelsPerSecond === null ? null : pixelsPerSecond / 1e6,
    remaining: !open ? 0 : pixelsPerSecond === null || pixels === null ? null : pixels / pixelsPerSecond,
  };
}

export function viewItem(row: ItemRow, live: Live | undefined): JobItem {
  const { id, jobId, position, name, source, status, sourceId, resultId, output } = row;
  const { width, height, seconds, notices, error } = row;
  const ended = status === 'done' || status === 'skipped';
  return {
    id,
    jobId,
    position,
    name,
    source,
    status,
    progress: ended ? 1 : status === 'running' ? (live?.progress ?? 0) : 0,
    sourceId,
    resultId,
    // Until then it is only reserved.
    output: ended ? output : null,
    width,
    height,
    seconds,
    notices,
    error,
  };
}
