// What a run leaves in its folder: statistics, previews, checkpoints, metrics, and how it is taken up again from them.
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { PreviewLine, RUN_FILES, type RunFile, type StatisticsLine } from '#contract/run-folder.ts';
import {
  type Checkpoint,
  listCheckpoints,
  newestCheckpoint,
  refuseOtherVersion,
  stepOf,
  writeCheckpoint,
} from './checkpoint.ts';
import { appendLine, readLines, writeLines } from './json-lines.ts';
import { type Measured } from './measure/measure.ts';
import { MetricsRecord } from './metrics-record.ts';
import { meanDistance } from './picture-grid.ts';
import { type Preview } from './preview.ts';
import { removeUnfinished, writeRunFile } from './run-folder.ts';
import { type Losses, Statistics } from './statistics.ts';
import { type TrainingRun } from './training-run.ts';

export type RecorderOptions = {
  readonly folder: string;
  /** Steps in a line of the statistics. */
  readonly statisticsEvery: number;
  /** Checkpoints that are kept besides the best. */
  readonly keep: number;
  readonly onWarning: (message: string) => void;
};

/** As many data as generated pictures are looked at for their diversity. */
const COMPARED = 16;

export class Recorder {
  previews: PreviewLine[] = [];
  /** Step of the newest checkpoint. */
  checkpoint: number | null = null;
  private readonly file: RunFile;
  private readonly run: TrainingRun;
  private readonly preview: Preview | undefined;
  private readonly options: RecorderOptions;
  private readonly statistics: Statistics;
  private readonly metrics: MetricsRecord;
  private dataDistance: number | undefined;

  constructor(file: RunFile, run: TrainingRun, preview: Preview | undefined, options: RecorderOptions) {
    this.file = file;
    this.run = run;
    this.preview = preview;
    this.options = options;
    this.statistics = new Statistics(join(options.folder, RUN_FILES.statistics), options.statisticsEvery);
    this.metrics = new MetricsRecord(options.folder);
  }

  get lines(): readonly StatisticsLine[] {
    return this.statistics.lines;
  }

  /** Takes the run to its newest readable checkpoint. Returns the seconds spent until then; nothing if there is no checkpoint. */
  async resume(): Promise<number | undefined> {
    await removeUnfinished(this.options.folder);
    const found = await this.newest();
    if (!found && (await listCheckpoints(this.checkpoints)).length > 0) {
      throw new UserError('corrupt', 'None of the checkpoints of this run can be read.', {
        hint: 'Begin a new run; its model and its previews, if there are any, are not touched.',
        source: this.checkpoints,
      });
    }
    if (!found) return undefined;
    refuseOtherVersion(found.owner, this.file, this.options.folder);
    this.run.restore(found);
    await this.continueFrom(found);
    return found.position.seconds;
  }

  /** Goes back to the newest readable checkpoint and on with other draws. */
  async rollBack(): Promise<void> {
    const found = await this.newest();
    if (!found) throw new Error('there is no checkpoint to go back to');
    this.run.rollBack(found);
    await this.continueFrom(found);
  }

  async add(seconds: number, losses: Losses): Promise<void> {
    await this.statistics.add(this.run.step, seconds, losses);
  }

  /** Throws `NotFinite` instead of keeping a run that is beyond use. */
  async save(seconds: number): Promise<void> {
    const { step, attempt } = this.run;
    if (this.checkpoint === step) return;
    const { recipe, version, values } = this.file;
    const snapshot = await this.run.snapshot();
    const position = { step, seconds, attempt, window: this.statistics.window };
    const checkpoint = { position, snapshot, owner: { recipe, version, values } };
    const { keep } = this.options;
    await writeCheckpoint(this.checkpoints, checkpoint, { keep, spare: this.metrics.best?.step });
    this.checkpoint = step;
    await this.writePlan();
  }

  /** Of a run by the clock: `run.json` says how many steps are planned by now. */
  async writePlan(): Promise<void> {
    const { file, run } = this;
    if (run.steps !== file.steps) await writeRunFile(this.options.folder, { ...file, steps: run.steps });
  }

  /** Writes a preview of now, if there is anything to show. */
  async show(): Promise<void> {
    const { step, product } = this.run;
    if (!this.preview || this.previews.at(-1)?.step === step) return;
    const { folder } = this.options;
    const pictures = await this.preview.pictures();
    const name = String(step).padStart(8, '0');
    const line: PreviewLine = { step, ...(await this.preview.write(pictures, join(folder, RUN_FILES.previews), name)) };
    if (product.kind === 'generate') {
      this.dataDistance ??= meanDistance(await this.run.data.some('data', COMPARED, product.size));
      if (this.dataDistance > 0) line.diversity = meanDistance(pictures) / this.dataDistance;
    }
    await appendLine(this.previewList, line);
    this.previews.push(line);
  }

  /** Whether the newest checkpoint, which is of now, has its metrics already. */
  get measured(): boolean {
    return this.checkpoint === null || this.metrics.measuredAt(this.checkpoint);
  }

  /** Of the newest checkpoint, with those errors of a translation that its steps tell. */
  async addMetrics({ metrics, ...rest }: Measured): Promise<void> {
    const step = this.checkpoint ?? 0;
    await this.metrics.add({ step, ...rest, metrics: { ...metrics, ...translationErrors(this.lines) } });
  }

  private get checkpoints(): string {
    return join(this.options.folder, RUN_FILES.checkpoints);
  }

  private get previewList(): string {
    return join(this.options.folder, RUN_FILES.previewList);
  }

  private newest(): Promise<Checkpoint | undefined> {
    const { onWarning } = this.options;
    return newestCheckpoint(this.checkpoints, (file) => onWarning(`A damaged checkpoint was left out: ${file}`));
  }

  private async continueFrom({ position }: Checkpoint): Promise<void> {
    await this.statistics.continueFrom(position);
    const previews = await readLines(this.previewList, PreviewLine);
    this.previews = previews.filter(({ step }) => step <= position.step);
    await writeLines(this.previewList, this.previews);
    this.checkpoint = position.step;
    await this.metrics.continueFrom(position.step, (await listCheckpoints(this.checkpoints)).map(stepOf));
  }
}

/** Lines of the statistics whose mean stands for a checkpoint. */
const RECENT = 10;
/** Metrics of translations, and the losses they are. */
const ERRORS = { cycle: 'cycleError', identity: 'identityError' } as const;

function translationErrors(lines: readonly StatisticsLine[]): Record<string, number> {
  const means = Object.entries(ERRORS).flatMap(([metric, loss]) => {
    const values = lines.slice(-RECENT).flatMap(({ losses }) => losses[loss] ?? []);
    return values.length === 0
      ? []
      : [[metric, values.reduce((sum, value) => sum + value, 0) / values.length] as const];
  });
  return Object.fromEntries(means);
}
