// What is followed over a run: means of losses over a few steps, a line of JSON each.
import { StatisticsLine } from '#contract/run-folder.ts';
import { type Position } from './checkpoint.ts';
import { appendLine, readLines, writeLines } from './json-lines.ts';

export type Losses = Readonly<Record<string, number>>;

export class Statistics {
  /** All lines of the run. */
  lines: StatisticsLine[] = [];
  private readonly file: string;
  private readonly every: number;
  private sums: Position['window'] = {};

  /** A line for every `every` steps. */
  constructor(file: string, every: number) {
    this.file = file;
    this.every = every;
  }

  get window(): Position['window'] {
    return structuredClone(this.sums);
  }

  /** Goes on from a checkpoint: lines of later steps are taken away. */
  async continueFrom({ step, window }: Position): Promise<void> {
    this.sums = structuredClone(window);
    this.lines = (await readStatistics(this.file)).filter((line) => line.step <= step);
    // Always, because a line may have been cut off.
    await writeLines(this.file, this.lines);
  }

  /** Step number `step`, counted from 1, had these losses. */
  async add(step: number, seconds: number, losses: Losses): Promise<void> {
    for (const [name, value] of Object.entries(losses)) {
      const entry = (this.sums[name] ??= { sum: 0, count: 0 });
      entry.sum += value;
      entry.count++;
    }
    if (step % this.every !== 0) return;
    const means = Object.entries(this.sums).map(([name, { sum, count }]) => [name, sum / count] as const);
    this.sums = {};
    const line: StatisticsLine = { step, seconds, losses: Object.fromEntries(means) };
    this.lines.push(line);
    await appendLine(this.file, line);
  }
}

export function readStatistics(file: string): Promise<StatisticsLine[]> {
  return readLines(file, StatisticsLine);
}
