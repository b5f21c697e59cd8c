// How much further a run is trained, as it is asked for and as the service takes it.
import { type Run } from '#contract/training.ts';
import type { RunLength } from '../../../state/runs.svelte.ts';

/** Steps and minutes are both kept, so that switching between them loses nothing. */
export type Length = { by: 'steps' | 'minutes'; steps: number; minutes: number };

/** Half as much again as was planned, to two figures. */
export function firstLength({ steps }: Pick<Run, 'steps'>): Length {
  const half = Math.max(1, steps / 2);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(half)) - 1);
  return { by: 'steps', steps: Math.round(half / unit) * unit, minutes: 15 };
}

/** Steps count from the beginning of the run, minutes from now. `from`: the step it goes on from. */
export function asAsked({ by, steps, minutes }: Length, from: number): RunLength {
  return by === 'steps' ? { steps: from + steps } : { minutes };
}

/** Seconds that a step took so far. */
export function secondsPerStep({
  stepsPerSecond,
  seconds,
  step,
}: Pick<Run, 'stepsPerSecond' | 'seconds' | 'step'>): number | null {
  if (stepsPerSecond !== null) return 1 / stepsPerSecond;
  return step > 0 && seconds > 0 ? seconds / step : null;
}
