// Where a run is computed, and a step made ready for it.
import { type DeviceId } from '#contract/ids.ts';
import { compile } from '../compiler/compile.ts';
import { compileEager } from '../compiler/eager.ts';
import { type TrainingState } from '../compiler/state.ts';
import { openTfjsGpu, TFJS_GPU } from '../compiler/tfjs-gpu.ts';
import { type Step, type StepInput, type TrainingStep } from '../compiler/training-step.ts';

export type Machine = {
  readonly device: DeviceId;
  /** CPU threads; 0: as many as physical cores. */
  readonly threads: number;
  /** A folder that keeps compiled graphs. */
  readonly cache?: string | undefined;
};

/** A compiled step, or on TF.js's own device one that is computed as it is; and about how many bytes it takes, 0 if unknown. */
export async function compileOn<Inputs extends string>(
  { device, threads, cache }: Machine,
  step: Step<Inputs>,
  state: TrainingState,
  inputs: Readonly<Record<Inputs, StepInput>>,
): Promise<{ step: TrainingStep; bytes: number }> {
  if (device === TFJS_GPU) return { step: compileEager(step, { state, inputs, backend: openTfjsGpu() }), bytes: 0 };
  const options = { state, inputs, device, threads, ...(cache === undefined ? {} : { cache }) };
  const compiled = await compile(step, options);
  return { step: compiled, bytes: compiled.bytes };
}
