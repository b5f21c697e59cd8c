// The graph of a training step: variables come in as `state/…` and leave as `next/…` if the step assigns to them.
import type * as tf from '@tensorflow/tfjs';
import { TraceError } from './errors.ts';
import { type Graph } from './graph.ts';
import { identity } from './layout.ts';
import { prune } from './passes/rewrite.ts';
import { type TrainingState } from './state.ts';
import { plainStorage } from './storage.ts';
import { trace } from './trace.ts';
import { type Step, type StepInput } from './training-step.ts';

export const STATE = 'state/';
export const NEXT = 'next/';

/** What a step reads, writes and returns, without what its graph turned out not to need. */
export type Names = {
  readonly inputs: readonly string[];
  /** Variables. */
  readonly read: readonly string[];
  readonly written: readonly string[];
  readonly results: readonly string[];
};

export function namesOf({ inputs, outputs }: Graph): Names {
  const after = (prefix: string, list: readonly { name: string }[]) =>
    list.flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  const without = (prefix: string, list: readonly { name: string }[]) =>
    list.flatMap(({ name }) => (name.startsWith(prefix) ? [] : [name]));
  return {
    inputs: without(STATE, inputs),
    read: after(STATE, inputs),
    written: after(NEXT, outputs),
    results: without(NEXT, outputs),
  };
}

/** Calls `step` once. Variables are in their plain storage, everything else is in TF.js's order. Throws `TraceError`. */
export function traceStep<Inputs extends string>(
  step: Step<Inputs>,
  state: TrainingState,
  specs: Readonly<Record<Inputs, StepInput>>,
): Graph {
  const graph = trace(({ tracer, tensor, bind, output }) => {
    const variables = Object.entries(state.variables).map(([name, variable]) => {
      const { dtype } = variable;
      if (dtype !== 'float32' && dtype !== 'int32') throw new TraceError(`Variable “${name}” is of type ${dtype}.`);
      const { shape, perm } = plainStorage(variable.shape);
      const value = tracer.graph.input(STATE + name, dtype, shape);
      bind(variable, { value, order: perm }, `variable “${name}”`);
      return { name, variable, order: perm, before: variable.dataId };
    });
    const inputs = {} as Record<Inputs, tf.Tensor>;
    for (const [name, { shape, dtype = 'float32' }] of Object.entries<StepInput>(specs)) {
      const value = tracer.graph.input(name, dtype, shape);
      inputs[name as Inputs] = tensor({ value, order: identity(shape.length) }, `input “${name}”`);
    }
    for (const [name, result] of Object.entries(step(inputs))) {
      if (name.startsWith(NEXT)) throw new TraceError(`A result may not be called “${name}”.`);
      output(name, result, identity(result.rank));
    }
    for (const { name, variable, order, before } of variables) {
      if (variable.dataId !== before) output(NEXT + name, variable, order);
    }
  });
  return prune(graph);
}
