// What a job does, in a line.
import { type Job } from '#contract/jobs.ts';
import { format, t } from '../../i18n/index.svelte.ts';
import { models } from '../../state/models.svelte.ts';
import { targetText } from '../library/made-by.ts';

/** `×4 · Real-ESRGAN Compact`; `Starry night · 80% · own colours`; at full strength `Starry night`. */
export function jobWords(job: Job): string {
  const model = models.nameOf(job.settings.model);
  if (job.kind === 'upscale') return `${targetText(job.settings.target)} · ${model}`;
  const { strength, keepColors } = job.settings;
  const part = strength < 1 ? format.percent(strength) : null;
  return [model, part, keepColors ? t('queue.keepsColors') : null].filter(Boolean).join(' · ');
}
