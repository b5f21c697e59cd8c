// How a run goes, on stderr: one line that is rewritten in a terminal, a line now and then otherwise; health when it changes.
import type { TrainingProgress } from '#contract/run-folder.ts';
import { note } from './console.ts';
import { duration } from './progress-line.ts';

/** Milliseconds between lines where they stay. */
const LINE_EVERY = 10_000;
const STAGES = {
  compiling: 'preparing the nets …',
  measuring: 'measuring …',
  held: 'waiting …',
  exporting: 'writing the model …',
} as const;

function described({ step, steps, losses, stepsPerSecond, secondsLeft }: TrainingProgress): string {
  const parts = [
    `step ${step}/${steps}`,
    ...Object.entries(losses).map(([name, value]) => `${name} ${value.toPrecision(3)}`),
    stepsPerSecond > 0 ? `${stepsPerSecond.toPrecision(3)} steps/s` : '',
    secondsLeft === null || secondsLeft === 0 ? '' : `${duration(secondsLeft)} left`,
  ];
  return parts.filter(Boolean).join(' · ');
}

export class TrainingLine {
  private readonly terminal = process.stderr.isTTY;
  private shownAt = -Infinity;
  private stage = '';
  private health = '';

  update(progress: TrainingProgress): void {
    const health = progress.health.map(({ text }) => text).join(' ');
    const { stage } = progress;
    const line = stage === 'training' ? described(progress) : STAGES[stage];
    if (health !== this.health) {
      this.health = health;
      this.end();
      if (health) note(health);
    }
    const now = performance.now();
    const last = progress.step === progress.steps && stage === 'training';
    if (!this.terminal && !last && stage === this.stage && now - this.shownAt < LINE_EVERY) return;
    this.stage = stage;
    this.shownAt = now;
    if (this.terminal) process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
    else note(line);
  }

  end(): void {
    if (this.terminal) process.stderr.write('\r\x1b[K');
  }
}
