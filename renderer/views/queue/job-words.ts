// What a job does, in a line.
import { type Job } from '#contract/jobs.ts';
import { format, t } from '../../i18n/index.svelte.ts';
import { models } from '../../state/models.svelte.ts';
import { targetText } from '../library/made-by.ts';

/** `×4 · Real-ESRGAN Compact`; `Starry night · 80% · own colours`. */
export function jobWords(job: Job): string {
  const model = models.nameOf(job.settings.model);
  if (job.kind === 'upscale') return `${targetText(job.settings.target)} · ${model}`;
  const { strength, keepColors } = job.settings;
  return [model, format.percent(strength), keepColors ? t('queue.keepsColors') : null].filter(Boolean).join(' · ');
}
