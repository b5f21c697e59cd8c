// How long the whole queue will take, while only the job at work has a measured speed.
import { type Job } from '#contract/jobs.ts';

type Counted = Pick<Job, 'settings' | 'total' | 'done' | 'failed' | 'skipped' | 'remaining'>;

/**
 * Seconds for all jobs. A job that nothing is known of is taken to need as long per file as those with a known rest,
 * by the ratio of the two models' speeds (input megapixels per second) where both were measured. `null` if no job has
 * a known rest.
 */
export function totalRemaining(
  jobs: readonly Counted[],
  speedOf: (model: Job['settings']['model']) => number | null,
): number | null {
  let known = 0;
  let workPerFile = 0;
  let filesKnown = 0;
  for (const job of jobs) {
    if (job.remaining === null) continue;
    known += job.remaining;
    filesKnown += filesLeft(job);
    workPerFile += job.remaining * (speedOf(job.settings.model) ?? 1);
  }
  const unknown = jobs.filter(({ remaining }) => remaining === null);
  if (unknown.length === 0) return known;
  if (filesKnown === 0) return null;
  const allMeasured = jobs.every(({ settings }) => speedOf(settings.model) !== null);
  const estimated = unknown.reduce((sum, job) => {
    const perFile = allMeasured ? workPerFile / filesKnown / (speedOf(job.settings.model) ?? 1) : known / filesKnown;
    return sum + filesLeft(job) * perFile;
  }, 0);
  return known + estimated;
}

function filesLeft({ total, done, failed, skipped }: Counted): number {
  return Math.max(0, total - done - failed - skipped);
}
