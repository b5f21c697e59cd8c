// How a run is, in a few words for its card.
import { type TrainingProgress } from '#contract/run-folder.ts';
import { type Run } from '#contract/training.ts';
import { formatDuration, formatPercent, formatRemaining } from '../../../i18n/format.ts';
import { type Locale, translate } from '../../../i18n/translate.ts';

type Told = Pick<Run, 'status' | 'step' | 'steps' | 'secondsLeft' | 'seconds'>;

/** 0..1; of a run that was ended early too. */
export function progressOf({ step, steps }: Pick<Run, 'step' | 'steps'>): number {
  return Math.min(1, step / steps);
}

/** `Training · 45% · about 12 minutes left`; `Done · took 25 minutes`. */
export function statusWords(run: Told, stage: TrainingProgress['stage'] | undefined, locale: Locale): string {
  const percent = formatPercent(progressOf(run), locale);
  const begun = run.step > 0 ? percent : null;
  const took = run.seconds >= 1 ? translate(locale, 'run.took', { time: formatDuration(run.seconds, locale) }) : null;
  const join = (...parts: (string | null)[]) => parts.filter(Boolean).join(' · ');
  switch (run.status) {
    case 'waiting':
      return join(translate(locale, 'run.waiting'), begun);
    case 'running':
      if (stage === 'held') return join(translate(locale, 'train.held'), percent);
      if (run.step === 0) return translate(locale, 'train.preparing');
      return join(
        translate(locale, 'run.running'),
        percent,
        run.secondsLeft === null ? null : formatRemaining(run.secondsLeft, locale),
      );
    case 'paused':
      return join(translate(locale, 'run.paused'), percent);
    case 'interrupted':
      return join(translate(locale, 'run.interrupted'), percent);
    case 'stopped':
      return join(translate(locale, 'run.stopped'), took);
    case 'failed':
      return translate(locale, 'run.failed');
    case 'done':
      return join(translate(locale, 'run.done'), took);
  }
}
