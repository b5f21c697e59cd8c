// The dataset doctor's look at the sets of the plan: asked again whenever they change, never for the same thing twice.
import { type DatasetReport } from '#contract/dataset.ts';
import { UserError } from '#contract/errors.ts';
import { type DatasetId } from '#contract/ids.ts';
import { rpc } from '../api/rpc.svelte.ts';

/** `version`: of the sets, so that a change of theirs is a new question. */
export type DoctorQuestion = {
  data: DatasetId;
  content?: DatasetId;
  recipe?: string;
  size?: number;
  version: string;
};

/** Milliseconds in which changes make one question. */
const SETTLE = 500;

class DatasetDoctor {
  /** Of the sets that are asked about, maybe before their last change. */
  report = $state.raw<DatasetReport | null>(null);
  /** 0..1 while it looks, `null` otherwise. */
  progress = $state<number | null>(null);
  failure = $state.raw<UserError | null>(null);
  private question: DoctorQuestion | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts questions, so that the answer to an old one is dropped. */
  private turn = 0;

  constructor() {
    rpc.on('dataset.progress', ({ id, progress }) => {
      if (this.progress !== null && (id === this.question?.data || id === this.question?.content)) {
        this.progress = Math.max(this.progress, progress);
      }
    });
  }

  /** `null`: nothing to look at. */
  ask(question: DoctorQuestion | null): void {
    if (JSON.stringify(question) === JSON.stringify(this.question)) return;
    const others = question?.data !== this.question?.data || question?.content !== this.question?.content;
    if (others) this.report = null;
    this.question = question;
    this.failure = null;
    this.turn += 1;
    clearTimeout(this.timer);
    this.progress = question ? 0 : null;
    if (question) this.timer = setTimeout(() => void this.examine(question, this.turn), SETTLE);
  }

  /** The same question once more, after it failed. */
  again(): void {
    const question = this.question;
    this.question = null;
    this.ask(question);
  }

  private async examine({ data, content, recipe, size }: DoctorQuestion, turn: number): Promise<void> {
    try {
      const report = await rpc.call('datasets.examine', { data, content, recipe, size });
      if (turn === this.turn) this.report = report;
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = error instanceof UserError ? error : new UserError('internal', String(error));
    } finally {
      if (turn === this.turn) this.progress = null;
    }
  }
}

export const doctor = new DatasetDoctor();
