// Compiles a training step: plain TF.js code that reads and assigns variables becomes one ONNX graph and one session.
import * as tf from '@tensorflow/tfjs';
import { type DeviceId } from '#contract/ids.ts';
import { prepareForCpu } from './cpu/training.ts';
import { TraceError } from './errors.ts';
import { concreteShape, type Graph } from './graph.ts';
import { identity, type Order } from './layout.ts';
import { lower } from './passes/lower.ts';
import { prune } from './passes/rewrite.ts';
import { simplify } from './passes/simplify.ts';
import { createSession, newTensor, type OrtSession, type OrtTensor, runSession } from './runtime.ts';
import { type TrainingState } from './state.ts';
import { plainStorage, type Storage } from './storage.ts';
import { trace, type Trace } from './trace.ts';
import { writeOnnx } from './write-onnx.ts';

/** An input of a step. One with `random` is drawn by the step itself from the state's generator, the others are given to `run`. */
export type StepInput = {
  readonly shape: readonly number[];
  readonly dtype?: 'float32' | 'int32';
  /** `normal`: mean 0, deviation 1. `uniform`: from 0 up to but not including 1. */
  readonly random?: 'normal' | 'uniform';
};

export type StepOptions<Inputs extends string> = {
  readonly state: TrainingState;
  readonly inputs: Readonly<Record<Inputs, StepInput>>;
  readonly device: DeviceId;
  /** CPU threads; 0: as many as physical cores. */
  readonly threads: number;
  /** `portable`: standard operators only, as for devices that have no form of their own. Default `fastest`. */
  readonly form?: 'fastest' | 'portable';
};

export type StepResult = { readonly data: Float32Array | Int32Array; readonly shape: readonly number[] };

/** Reads variables of the state, and may assign new values to them. Called once, with tensors that stand for any numbers. */
export type Step<Inputs extends string> = (inputs: Record<Inputs, tf.Tensor>) => Record<string, tf.Tensor>;

/**
 * Several steps may share a state; each adopts the order that the first gave to its variables.
 * Throws `TraceError` for what has no place in a graph, and what `createSession` throws.
 */
export async function compile<Inputs extends string>(
  step: Step<Inputs>,
  { state, inputs, device, threads, form = 'fastest' }: StepOptions<Inputs>,
): Promise<CompiledStep> {
  const traced = simplify(traceStep(step, state, inputs));
  const names = namesOf(traced);
  const used = [...new Set([...names.read, ...names.written])];
  const fixed = new Map<string, Storage>();
  for (const name of used) {
    const storage = state.storageOf(name);
    if (storage) fixed.set(STATE + name, storage);
  }
  const prepared = device === 'cpu' && form === 'fastest' ? await prepareForCpu(traced, fixed) : undefined;
  for (const name of used) {
    state.store(name, prepared?.storage.get(STATE + name) ?? plainStorage(state.variable(name).shape));
  }
  const session = await createSession(writeOnnx(prepared?.graph ?? lower(traced)), { device, threads }, LAYOUT_IS_OURS);
  return new CompiledStep(session, state, inputs, names);
}

/** One call computes a step and leaves the new values in the state. */
export class CompiledStep {
  private readonly session: OrtSession;
  private readonly state: TrainingState;
  private readonly inputs: Readonly<Record<string, StepInput>>;
  private readonly names: Names;

  constructor(session: OrtSession, state: TrainingState, inputs: Readonly<Record<string, StepInput>>, names: Names) {
    this.session = session;
    this.state = state;
    this.inputs = inputs;
    this.names = names;
  }

  /**
   * `given`: numbers of the inputs that are not random, in TF.js's order. Throws `UserError('out-of-memory')`; the state is then
   * what it was.
   */
  async run(given: Readonly<Record<string, Float32Array | Int32Array>> = {}): Promise<Record<string, StepResult>> {
    const { read, written, results } = this.names;
    const before = this.state.random.state;
    try {
      const feeds: Record<string, OrtTensor> = {};
      for (const name of this.names.inputs) feeds[name] = this.input(name, given[name]);
      for (const name of read) feeds[STATE + name] = this.state.current(name);
      const fetches: Record<string, OrtTensor | null> = Object.fromEntries(results.map((name) => [name, null]));
      for (const name of written) fetches[NEXT + name] = this.state.spare(name);
      const fetched = await runSession(this.session, feeds, fetches);
      this.state.advance(written);
      return Object.fromEntries(results.map((name) => [name, resultOf(fetched[name])]));
    } catch (error) {
      this.state.random.state = before;
      throw error;
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private input(name: string, given: Float32Array | Int32Array | undefined): OrtTensor {
    const { shape, dtype = 'float32', random } = this.inputs[name] as StepInput;
    const size = tf.util.sizeFromShape([...shape]);
    const data = given ?? (random && this.draw(random, size));
    if (!data) throw new Error(`the step needs an input “${name}”`);
    if (data.length !== size) throw new Error(`input “${name}” has ${size} numbers, not ${data.length}`);
    return newTensor(data, shape, dtype);
  }

  private draw(kind: 'normal' | 'uniform', size: number): Float32Array {
    const numbers = new Float32Array(size);
    const { random } = this.state;
    for (let k = 0; k < size; k++) numbers[k] = kind === 'normal' ? random.normal() : random.uniform();
    return numbers;
  }
}

/** ONNX Runtime's own layout optimisation must not touch what is already laid out. */
const LAYOUT_IS_OURS = { graphOptimizationLevel: 'disabled' } as const;

const STATE = 'state/';
const NEXT = 'next/';

/** Inputs and outputs that are left in the graph, by kind and without their prefixes. */
type Names = { inputs: string[]; read: string[]; written: string[]; results: string[] };

function namesOf({ inputs, outputs }: Graph): Names {
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

/** Variables become inputs `state/…`, in the storage that the portable form has, and `next/…` outputs if `step` assigns to them. */
function traceStep<Inputs extends string>(
  step: Step<Inputs>,
  state: TrainingState,
  specs: Readonly<Record<Inputs, StepInput>>,
): Graph {
  const variables = Object.entries(state.variables);
  const originals = variables.map(([, variable]) => variable.dataId);
  try {
    return prune(
      trace((traced) => {
        const bound = variables.map(([name, variable]) => bind(traced, name, variable));
        const inputs = {} as Record<Inputs, tf.Tensor>;
        for (const [name, { shape, dtype = 'float32' }] of Object.entries<StepInput>(specs)) {
          const value = traced.tracer.graph.input(name, dtype, shape);
          inputs[name as Inputs] = traced.tensor({ value, order: identity(shape.length) }, `input “${name}”`);
        }
        for (const [name, tensor] of Object.entries(step(inputs))) {
          if (name.startsWith(NEXT)) throw new TraceError(`A result may not be called “${name}”.`);
          traced.output(name, tensor, identity(tensor.rank));
        }
        for (const { name, variable, order, before } of bound) {
          if (variable.dataId !== before) traced.output(NEXT + name, variable, order);
        }
      }),
    );
  } finally {
    variables.forEach(([, variable], k) => (variable.dataId = originals[k] as object));
  }
}

function bind({ tracer, tensor }: Trace, name: string, variable: tf.Variable) {
  const { shape, perm } = plainStorage(variable.shape);
  const order: Order = perm;
  const { dtype } = variable;
  if (dtype !== 'float32' && dtype !== 'int32') throw new TraceError(`Variable “${name}” is of type ${dtype}.`);
  const symbol = tensor({ value: tracer.graph.input(STATE + name, dtype, shape), order }, `variable “${name}”`);
  variable.dataId = symbol.dataId;
  return { name, variable, order, before: symbol.dataId };
}

function resultOf(tensor: OrtTensor | undefined): StepResult {
  if (!tensor) throw new Error('a result is missing');
  return { data: tensor.data as Float32Array | Int32Array, shape: tensor.dims };
}
