// What each preset would cost here: measured one after the other by a few real steps, and remembered.
import { UserError } from '#contract/errors.ts';
import { PresetName, type TrainingEstimate, type TrainSettingsInput } from '#contract/training.ts';
import { SvelteMap } from 'svelte/reactivity';
import { rpc } from '../api/rpc.svelte.ts';

/** What is measured for each preset. */
export type EstimateQuestion = Record<PresetName, TrainSettingsInput>;

/** Milliseconds in which changes make one question. */
const SETTLE = 700;

class TrainingEstimates {
  /** What is being measured now. */
  measuring = $state<PresetName | null>(null);
  private question = $state.raw<EstimateQuestion | null>(null);
  private readonly known = new SvelteMap<string, TrainingEstimate | UserError>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  /** `undefined` until it is measured; a `UserError` says why it could not be. */
  get(preset: PresetName): TrainingEstimate | UserError | undefined {
    return this.question ? this.known.get(keyOf(this.question[preset])) : undefined;
  }

  /**
   * Measures what is not known yet, once it is `ready` to; what is being measured for another question is cancelled.
   * `first`: comes first.
   */
  ask(question: EstimateQuestion | null, first: PresetName, ready: boolean): void {
    if (
      question &&
      this.question &&
      keyOf(question.balanced) === keyOf(this.question.balanced) &&
      ready === (this.timer !== undefined)
    )
      return;
    this.cancel();
    this.question = question;
    if (!question || !ready) return;
    const turn = this.turn;
    const order = [first, ...PresetName.options.filter((preset) => preset !== first)];
    this.timer = setTimeout(() => void this.measureAll(question, order, turn), SETTLE);
  }

  /** Measures a preset once more that failed. */
  again(preset: PresetName): void {
    const { question } = this;
    if (!question) return;
    this.known.delete(keyOf(question[preset]));
    this.cancel();
    this.ask(question, preset, true);
  }

  /** Stops measuring; what is known stays. */
  cancel(): void {
    this.turn += 1;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.measuring === null) return;
    this.measuring = null;
    rpc.call('train.cancelEstimate', {}).catch(() => undefined);
  }

  private async measureAll(question: EstimateQuestion, order: PresetName[], turn: number): Promise<void> {
    for (const preset of order) {
      const key = keyOf(question[preset]);
      if (this.known.has(key)) continue;
      this.measuring = preset;
      const answer = await rpc.call('train.estimate', question[preset]).catch(asUserError);
      if (turn !== this.turn) return;
      this.known.set(key, answer);
    }
    this.measuring = null;
  }
}

function asUserError(error: unknown): UserError {
  return error instanceof UserError ? error : new UserError('internal', String(error));
}

function keyOf(settings: TrainSettingsInput): string {
  return JSON.stringify(settings);
}

export const estimates = new TrainingEstimates();
