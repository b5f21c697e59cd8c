// When a run is measured: at checkpoints, as often as it is worth the time.
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { type Hold } from './hold.ts';
import { type Measure, type Measured, type MeasureOptions } from './measure/measure.ts';

export type MeasuringOptions = {
  /** Seconds of training between two measurements, at least. */
  readonly metricsEvery: number;
  readonly hold: Hold;
  readonly signal: AbortSignal;
  readonly onWarning: (message: string) => void;
};

export type Open = (options: Pick<MeasureOptions, 'signal' | 'take'>) => Promise<Measure> | undefined;

/** Most of a run's time that may go into measuring it. */
const SHARE = 0.03;

export class Measuring {
  private readonly open: Open;
  private readonly options: MeasuringOptions;
  private measure: Measure | undefined;
  private given = true;
  /** Seconds of the run at the last measurement, and until the next. */
  private last = 0;
  private interval: number;
  private cost = 0;

  /** `open` is called when something is to be measured first; it gives nothing where nothing can be. */
  constructor(open: Open, options: MeasuringOptions) {
    this.open = open;
    this.options = options;
    this.interval = options.metricsEvery;
  }

  start(seconds: number): void {
    this.last = seconds;
  }

  due(seconds: number): boolean {
    return seconds - this.last >= this.interval;
  }

  /**
   * `seconds`: of the run so far. Nothing if the run is stopped meanwhile, or it cannot be measured: what fails here must not
   * end a training of hours, and is not tried again.
   */
  async now(seconds: number): Promise<Measured | undefined> {
    if (!this.given) return undefined;
    const { signal, onWarning } = this.options;
    this.last = seconds;
    this.cost = 0;
    try {
      this.measure ??= await this.open({ signal, take: (work) => this.take(work) });
      return (await this.measure?.measure()) ?? { metrics: {}, samples: 0 };
    } catch (error) {
      if (signal.aborted) return undefined;
      this.given = false;
      onWarning(`The run cannot be measured: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    } finally {
      this.interval = Math.max(this.options.metricsEvery, this.cost / SHARE);
    }
  }

  async release(): Promise<void> {
    await this.measure?.release();
  }

  /** Between pieces of work it is heard that the run is to stop or to stand still. */
  private async take<T>(work: () => Promise<T>): Promise<T> {
    const { hold, signal } = this.options;
    await hold.passed(signal);
    throwIfCancelled(signal);
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.cost += (performance.now() - started) / 1000;
    }
  }
}
