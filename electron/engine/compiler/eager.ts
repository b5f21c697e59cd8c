// Runs a training step eagerly on a TF.js backend, behind the interface of compiled steps and over the same state.
import * as tf from '@tensorflow/tfjs';
import { registerGradients } from './gradients/index.ts';
import { runError } from './runtime.ts';
import { type TrainingState } from './state.ts';
import { onBackend } from './on-backend.ts';
import {
  inputNumbers,
  type Numbers,
  type Step,
  type StepInput,
  type StepResult,
  type TrainingStep,
} from './training-step.ts';

export type EagerOptions<Inputs extends string> = {
  readonly state: TrainingState;
  readonly inputs: Readonly<Record<Inputs, StepInput>>;
  /** A backend that is registered with TF.js: `cpu`, `tensorflow`. */
  readonly backend: string;
};

/** Nothing is compiled: `step` is called anew for every run. */
export function compileEager<Inputs extends string>(step: Step<Inputs>, options: EagerOptions<Inputs>): TrainingStep {
  registerGradients();
  return new EagerStep(step, options);
}

class EagerStep implements TrainingStep {
  private readonly step: Step<string>;
  private readonly options: EagerOptions<string>;

  constructor(step: Step<string>, options: EagerOptions<string>) {
    this.step = step;
    this.options = options;
  }

  async run(given: Readonly<Record<string, Numbers>> = {}): Promise<Record<string, StepResult>> {
    const { state, backend } = this.options;
    // The variables are what the step itself reads and writes.
    await state.sync();
    const results: Record<string, StepResult> = {};
    onBackend(backend, () => tf.tidy(() => this.compute(given, results)));
    return results;
  }

  /** Nothing is held. */
  release(): Promise<void> {
    return Promise.resolve();
  }

  private compute(given: Readonly<Record<string, Numbers>>, results: Record<string, StepResult>): void {
    const { random, variables } = this.options.state;
    const before = random.state;
    // A clone keeps the memory of the original when the variable is assigned another.
    const originals = Object.values(variables).map((variable) => ({ variable, value: tf.clone(variable) }));
    try {
      for (const [name, tensor] of Object.entries(this.step(this.inputs(given)))) {
        results[name] = { data: tensor.dataSync<'float32'>().slice(), shape: tensor.shape };
      }
    } catch (error) {
      for (const { variable, value } of originals) variable.assign(value);
      random.state = before;
      throw runError(error);
    }
  }

  private inputs(given: Readonly<Record<string, Numbers>>): Record<string, tf.Tensor> {
    const { inputs, state } = this.options;
    const tensors = Object.entries(inputs).map(([name, input]) => {
      const numbers = inputNumbers(name, input, given[name], state.random);
      return [name, tf.tensor(numbers, [...input.shape], input.dtype ?? 'float32')];
    });
    return Object.fromEntries(tensors) as Record<string, tf.Tensor>;
  }
}
