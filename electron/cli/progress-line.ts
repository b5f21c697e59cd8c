// The progress of a batch on stderr: one line that is rewritten in a terminal, one line per file otherwise.
import type { Job, JobItem } from '#contract/jobs.ts';
import { note } from './console.ts';

export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export class ProgressLine {
  private job: Job | null = null;
  private item: JobItem | null = null;
  private readonly terminal = process.stderr.isTTY;

  update(change: { job?: Job; item?: JobItem }): void {
    this.job = change.job ?? this.job;
    if (change.item) {
      this.item = change.item;
      const { status, name, output, error } = change.item;
      if (!this.terminal && status !== 'running' && status !== 'waiting') {
        note(`${status} ${name}${output ? ` → ${output}` : ''}${error ? `: ${error.message}` : ''}`);
      }
    }
    if (this.terminal) this.draw();
  }

  end(): void {
    if (this.terminal) process.stderr.write('\r\x1b[K');
  }

  private draw(): void {
    if (!this.job) return;
    const { done, failed, skipped, total, speed, remaining } = this.job;
    const parts = [
      `${done + failed + skipped}/${total} files`,
      this.item?.status === 'running' ? `${this.item.name} ${Math.round(this.item.progress * 100)} %` : '',
      speed === null ? '' : `${speed.toFixed(2)} MP/s`,
      remaining === null || remaining === 0 ? '' : `${duration(remaining)} left`,
    ];
    const line = parts
      .filter(Boolean)
      .join(' · ')
      .slice(0, (process.stderr.columns || 80) - 1);
    process.stderr.write(`\r\x1b[K${line}`);
  }
}
