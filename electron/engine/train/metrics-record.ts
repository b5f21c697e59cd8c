// What was measured at checkpoints, a line of JSON each, and which checkpoint was best.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BestCheckpoint, MetricsLine, RUN_FILES } from '#contract/run-folder.ts';
import { writeWhole } from '../imaging/encode.ts';
import { appendLine, readLines, writeLines } from './json-lines.ts';

/** The first of these that was measured decides. Of `kid` and `fid` less is better. */
const DECIDING = ['kid', 'fid', 'psnrY'] as const;
const MORE_IS_BETTER: readonly string[] = ['psnrY'];

export class MetricsRecord {
  best: BestCheckpoint | undefined;
  private readonly folder: string;
  private lines: MetricsLine[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Goes on from a checkpoint: later lines are taken away. The best is among the checkpoints, of these steps, that are left. */
  async continueFrom(step: number, kept: readonly number[]): Promise<void> {
    this.lines = (await readLines(this.file, MetricsLine)).filter((line) => line.step <= step);
    await writeLines(this.file, this.lines);
    this.best = undefined;
    for (const line of this.lines) if (kept.includes(line.step)) this.compare(line);
    await this.writeBest();
  }

  measuredAt(step: number): boolean {
    return this.lines.at(-1)?.step === step;
  }

  /** Values that are no numbers are left out. */
  async add(line: MetricsLine): Promise<void> {
    const metrics = Object.fromEntries(Object.entries(line.metrics).filter(([, value]) => Number.isFinite(value)));
    if (Object.keys(metrics).length === 0) return;
    const clean = { ...line, metrics };
    this.lines.push(clean);
    await appendLine(this.file, clean);
    if (this.compare(clean)) await this.writeBest();
  }

  /** Whether this one is the best now. */
  private compare({ step, metrics }: MetricsLine): boolean {
    const metric = DECIDING.find((name) => metrics[name] !== undefined);
    if (metric === undefined) return false;
    const value = metrics[metric] ?? NaN;
    const sign = MORE_IS_BETTER.includes(metric) ? 1 : -1;
    if (this.best?.metric === metric && sign * value <= sign * this.best.value) return false;
    this.best = { step, metric, value };
    return true;
  }

  private async writeBest(): Promise<void> {
    const path = join(this.folder, RUN_FILES.best);
    if (this.best) await writeWhole(path, (part) => writeFile(part, `${JSON.stringify(this.best)}\n`));
    else await rm(path, { force: true });
  }

  private get file(): string {
    return join(this.folder, RUN_FILES.metrics);
  }
}
