// What a measured estimate says of the run that is planned.
import { type TrainingEstimate } from '#contract/training.ts';
import type { OwnLength } from '../../../state/training-plan.svelte.ts';

/** How long the run takes, and how many steps those are. The estimate is of the preset's own number of steps. */
export function planned(estimate: TrainingEstimate, length: OwnLength): { steps: number; seconds: number } {
  const { seconds, secondsPerStep, steps } = estimate;
  const start = Math.max(0, seconds - steps * secondsPerStep);
  switch (length.by) {
    case 'preset':
      return { steps, seconds };
    case 'steps':
      return { steps: length.steps, seconds: start + length.steps * secondsPerStep };
    case 'minutes': {
      const wanted = length.minutes * 60;
      return { steps: Math.max(1, Math.round((wanted - start) / secondsPerStep)), seconds: wanted };
    }
  }
}

/** Whether it needs more memory than there is. */
export function tooLarge({ bytes, freeBytes }: TrainingEstimate): boolean {
  return bytes > freeBytes;
}
