// The phases of a recipe as compiled steps over one state.
import { type TrainingState } from '../compiler/state.ts';
import { type Numbers, type StepInput, type TrainingStep } from '../compiler/training-step.ts';
import { type Phase, type PhaseInput, type Progress } from '../recipes/recipe.ts';
import { compileOn, type Machine } from './machine.ts';
import { type Losses } from './statistics.ts';

export class CompiledPhases {
  /** About how many bytes a step takes at its peak. */
  readonly bytes: number;
  private readonly steps: ReadonlyMap<Phase, TrainingStep>;

  private constructor(steps: ReadonlyMap<Phase, TrainingStep>, bytes: number) {
    this.steps = steps;
    this.bytes = bytes;
  }

  /**
   * All phases in their order, whichever are due first: the first step to use a variable decides how it lies in memory, and with
   * it the order of sums, which has to be the same after a resume.
   */
  static async compile(phases: readonly Phase[], state: TrainingState, machine: Machine): Promise<CompiledPhases> {
    const steps = new Map<Phase, TrainingStep>();
    let most = 0;
    for (const phase of phases) {
      const inputs = Object.fromEntries(Object.entries(phase.inputs).map(([name, input]) => [name, stepInput(input)]));
      const { step, bytes } = await compileOn(machine, phase.step, state, inputs);
      steps.set(phase, step);
      most = Math.max(most, bytes);
    }
    return new CompiledPhases(steps, most);
  }

  /** `batch`: pictures and classes. Returns the scalars of the phase. */
  async run(phase: Phase, batch: Readonly<Record<string, Numbers>>, progress: Progress): Promise<Losses> {
    const given: Record<string, Numbers> = { ...batch };
    for (const [name, input] of Object.entries(phase.inputs)) {
      if (input.from === 'schedule') given[name] = Float32Array.of(input.value(progress));
    }
    const step = this.steps.get(phase);
    if (!step) throw new Error(`phase “${phase.name}” was not compiled`);
    const results = Object.entries(await step.run(given));
    return Object.fromEntries(results.map(([name, { data }]) => [name, data[0] ?? NaN]));
  }

  async release(): Promise<void> {
    for (const step of this.steps.values()) await step.release();
  }
}

function stepInput(input: PhaseInput): StepInput {
  switch (input.from) {
    case 'data':
    case 'content':
      return { shape: [input.count, input.size, input.size, 3] };
    case 'classes':
      return { shape: [input.count], dtype: 'int32' };
    case 'normal':
    case 'uniform':
      return { shape: input.shape, random: input.from };
    case 'schedule':
      return { shape: [] };
  }
}
