// One run in memory: its nets, their compiled phases, its data, and where it is.
import { TrainingState } from '../compiler/state.ts';
import { type Phase, type Product, type Recipe, type Training } from '../recipes/recipe.ts';
import { type DataItem, type RunFile } from '#contract/run-folder.ts';
import { type Checkpoint, type Position } from './checkpoint.ts';
import { CompiledPhases } from './compiled-phases.ts';
import { randomFor } from './data/order.ts';
import { isPictures, PictureData } from './data/picture-data.ts';
import { splitHeldOut, type Split } from './held-out.ts';
import { type Machine } from './machine.ts';
import { build } from './open-checkpoint.ts';
import { dueIn, ReadAhead } from './read-ahead.ts';
import { type Losses } from './statistics.ts';

/** Thrown when a loss is no number any more. */
export class NotFinite extends Error {
  override readonly name = 'NotFinite';
}

export type RunOptions = Machine & {
  /** Bytes that decoded pictures may take. */
  readonly budget: number;
  readonly onUnreadable: (file: string, reason: string) => void;
};

export class TrainingRun {
  readonly state: TrainingState;
  readonly data: PictureData;
  readonly product: Product;
  /** Pictures of the first set that it learns from, and those it is measured on. */
  readonly learned: readonly DataItem[];
  readonly heldOut: readonly DataItem[];
  /** What is planned; schedules follow it. */
  steps: number;
  /** Steps done. */
  step = 0;
  attempt = 0;
  /** Spent in compiled steps. */
  computed = 0;
  private readonly file: RunFile;
  private readonly training: Training;
  private readonly compiled: CompiledPhases;
  private readonly ahead: ReadAhead;

  private constructor(
    file: RunFile,
    training: Training,
    state: TrainingState,
    data: PictureData,
    split: Split,
    compiled: CompiledPhases,
  ) {
    this.file = file;
    this.steps = file.steps;
    this.learned = split.learned;
    this.heldOut = split.heldOut;
    this.training = training;
    this.product = training.product;
    this.state = state;
    this.data = data;
    this.compiled = compiled;
    this.ahead = new ReadAhead(data, training.phases);
  }

  static async open(
    recipe: Recipe,
    file: RunFile,
    { budget, onUnreadable, ...machine }: RunOptions,
  ): Promise<TrainingRun> {
    const { seed, classes, content } = file;
    const split = splitHeldOut(recipe, file);
    const training = build(recipe, file);
    const state = new TrainingState(training.variables, seed);
    const pairs = recipe.needs.data === 'pairs';
    const pictures = new PictureData(training.phases, {
      data: split.learned,
      content,
      classes,
      pairs,
      seed,
      budget,
      onUnreadable,
    });
    const compiled = await CompiledPhases.compile(training.phases, state, machine);
    return new TrainingRun(file, training, state, pictures, split, compiled);
  }

  /** About how many bytes a step takes at its peak. */
  get bytes(): number {
    return this.compiled.bytes;
  }

  /** About how many bytes a checkpoint takes. */
  get checkpointBytes(): number {
    return Object.values(this.training.variables).reduce((sum, { size }) => sum + 4 * size, 0);
  }

  /** Side of the largest pictures of the first set that a phase takes. */
  get pictureSize(): number {
    const inputs = this.phases.flatMap((phase) => Object.values(phase.inputs)).filter(isPictures);
    return Math.max(1, ...inputs.filter(({ from }) => from === 'data').map(({ size }) => size));
  }

  get phases(): readonly Phase[] {
    return this.training.phases;
  }

  /** The phases that come once, before the first step. */
  async start(): Promise<void> {
    for (const phase of this.phases) {
      if (phase.every === 'start') await this.runPhase(phase, await this.data.batch(phase, 0));
    }
  }

  /** Computes the next step. Throws `NotFinite`; the numbers of the run are then worthless. */
  async next(): Promise<Losses> {
    const batches = await this.ahead.take(this.step, this.steps);
    const losses: Record<string, number> = {};
    for (const phase of dueIn(this.step, this.phases)) {
      Object.assign(losses, await this.runPhase(phase, batches.get(phase) ?? {}));
    }
    this.step++;
    return losses;
  }

  /** Seconds that a phase takes with real pictures. */
  async time(phase: Phase): Promise<number> {
    const batch = await this.data.batch(phase, 0);
    const before = this.computed;
    await this.runPhase(phase, batch);
    return this.computed - before;
  }

  /** Throws `NotFinite` if a weight is no number: such a state must not become a checkpoint. */
  async snapshot(): Promise<Checkpoint['snapshot']> {
    const snapshot = await this.state.snapshot();
    for (const [name, numbers] of Object.entries(snapshot.variables)) {
      if (!numbers.every(Number.isFinite)) throw new NotFinite(`“${name}” at step ${this.step}`);
    }
    return snapshot;
  }

  restore({ snapshot, position }: Pick<Checkpoint, 'snapshot' | 'position'>): void {
    this.state.restore(snapshot);
    this.moveTo(position);
  }

  /** Goes back to a checkpoint and on from there with other draws. */
  rollBack(checkpoint: Checkpoint): void {
    const attempt = this.attempt + 1;
    const random = randomFor(this.file.seed, 'attempt', attempt).state;
    this.state.restore({ ...checkpoint.snapshot, random });
    this.moveTo({ ...checkpoint.position, attempt });
  }

  async release(): Promise<void> {
    await this.compiled.release();
    for (const variable of Object.values(this.training.variables)) variable.dispose();
  }

  private moveTo({ step, attempt }: Pick<Position, 'step' | 'attempt'>): void {
    this.step = step;
    this.attempt = attempt;
    this.data.startAttempt(attempt);
    this.ahead.clear();
  }

  private async runPhase(phase: Phase, batch: Awaited<ReturnType<PictureData['batch']>>): Promise<Losses> {
    const started = performance.now();
    const losses = await this.compiled.run(phase, batch, { step: this.step, steps: this.steps });
    this.computed += (performance.now() - started) / 1000;
    const bad = Object.entries(losses).find(([, value]) => !Number.isFinite(value));
    if (bad) throw new NotFinite(`“${bad[0]}” is ${bad[1]} in step ${this.step + 1}`);
    return losses;
  }
}
