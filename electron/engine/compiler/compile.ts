// Compiles a training step: plain TF.js code that reads and assigns variables becomes one ONNX graph and one session.
import { type DeviceId } from '#contract/ids.ts';
import { blockSize } from './cpu/blocked.ts';
import { prepareForCpu } from './cpu/training.ts';
import { type Graph } from './graph.ts';
import { memoryOf } from './memory.ts';
import { cached, type CompiledModel, keyOf } from './model-cache.ts';
import { lower } from './passes/lower.ts';
import { mergeProducts } from './passes/merge-products.ts';
import { simplify } from './passes/simplify.ts';
import { outputsAt, type Place, placeOf } from './place.ts';
import { createSession, newTensor, type OrtSession, type OrtTensor, runSession } from './runtime.ts';
import { type TrainingState } from './state.ts';
import { plainStorage, type Storage } from './storage.ts';
import { type Names, namesOf, NEXT, STATE, traceStep } from './trace-step.ts';
import {
  inputNumbers,
  type Numbers,
  type Step,
  type StepInput,
  type StepResult,
  type TrainingStep,
} from './training-step.ts';
import { writeOnnx } from './write-onnx.ts';

export type StepOptions<Inputs extends string> = {
  readonly state: TrainingState;
  readonly inputs: Readonly<Record<Inputs, StepInput>>;
  readonly device: DeviceId;
  /** CPU threads; 0: as many as physical cores. */
  readonly threads: number;
  /** `portable`: standard operators only, as for devices that have no form of their own. Default `fastest`. */
  readonly form?: 'fastest' | 'portable';
  /** A folder that keeps compiled graphs for later starts. */
  readonly cache?: string;
};

/**
 * Several steps may share a state; each adopts the order that the first gave to its variables.
 * Throws `TraceError` for what has no place in a graph, and what `createSession` throws.
 */
export async function compile<Inputs extends string>(
  step: Step<Inputs>,
  { state, inputs, device, threads, form = 'fastest', cache }: StepOptions<Inputs>,
): Promise<CompiledStep> {
  const traced = mergeProducts(simplify(traceStep(step, state, inputs)));
  const names = namesOf(traced);
  const used = [...new Set([...names.read, ...names.written])];
  const fixed = new Map<string, Storage>();
  for (const name of used) {
    const storage = state.storageOf(name);
    if (storage) fixed.set(STATE + name, storage);
  }
  const block = device === 'cpu' ? await blockSize() : undefined;
  const make = () => compiled(traced, fixed, device, form);
  const model = await (cache === undefined
    ? make()
    : cached(cache, keyOf(traced, device, form, [...fixed], block), make));
  for (const name of used) {
    state.store(name, model.storage.get(STATE + name) ?? plainStorage(state.variable(name).shape));
  }
  const place = placeOf(device);
  const options = {
    ...(device === 'cpu' && form === 'fastest' ? LAYOUT_IS_OURS : {}),
    ...outputsAt(
      place,
      names.written.map((name) => NEXT + name),
    ),
  };
  const session = await createSession(model.bytes, { device, threads }, options);
  const { constants, values } = model.memory;
  return new CompiledStep(session, state, inputs, names, place, constants + values);
}

async function compiled(
  traced: Graph,
  fixed: ReadonlyMap<string, Storage>,
  device: DeviceId,
  form: 'fastest' | 'portable',
): Promise<CompiledModel> {
  const prepared = device === 'cpu' && form === 'fastest' ? await prepareForCpu(traced, fixed) : undefined;
  const graph = prepared?.graph ?? lower(traced);
  return { bytes: writeOnnx(graph), storage: prepared?.storage ?? new Map(), memory: memoryOf(graph) };
}

/** One call computes a step and leaves the new values in the state. */
export class CompiledStep implements TrainingStep {
  private readonly session: OrtSession;
  private readonly state: TrainingState;
  private readonly inputs: Readonly<Record<string, StepInput>>;
  private readonly names: Names;
  private readonly place: Place;
  /** About how many bytes a step takes at its peak, the state included: known before the first one is run. */
  readonly bytes: number;

  constructor(
    session: OrtSession,
    state: TrainingState,
    inputs: Readonly<Record<string, StepInput>>,
    names: Names,
    place: Place,
    bytes: number,
  ) {
    this.bytes = bytes;
    this.session = session;
    this.state = state;
    this.inputs = inputs;
    this.names = names;
    this.place = place;
  }

  async run(given: Readonly<Record<string, Numbers>> = {}): Promise<Record<string, StepResult>> {
    const { read, written, results } = this.names;
    const { random } = this.state;
    const before = random.state;
    try {
      const feeds = this.feeds(given);
      for (const name of read) feeds[STATE + name] = await this.state.at(this.place, name);
      const fetches = [...results, ...written.map((name) => NEXT + name)];
      const fetched = await runSession(this.session, feeds, fetches);
      this.state.advance(Object.fromEntries(written.map((name) => [name, tensorOf(fetched, NEXT + name)])));
      return Object.fromEntries(results.map((name) => [name, resultOf(tensorOf(fetched, name))]));
    } catch (error) {
      random.state = before;
      throw error;
    }
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  /** An input that is random is drawn even if the graph does without, so that a step draws the same numbers in every form. */
  private feeds(given: Readonly<Record<string, Numbers>>): Record<string, OrtTensor> {
    const feeds: Record<string, OrtTensor> = {};
    for (const [name, input] of Object.entries(this.inputs)) {
      const used = this.names.inputs.includes(name);
      if (!used && !input.random) continue;
      const numbers = inputNumbers(name, input, given[name], this.state.random);
      if (used) feeds[name] = newTensor(numbers, input.shape, input.dtype ?? 'float32');
    }
    return feeds;
  }
}

/** ONNX Runtime's own layout optimisation must not touch what is already laid out. */
const LAYOUT_IS_OURS = { graphOptimizationLevel: 'disabled' } as const;

function tensorOf(fetched: Readonly<Record<string, OrtTensor>>, name: string): OrtTensor {
  const tensor = fetched[name];
  if (!tensor) throw new Error(`“${name}” is missing`);
  return tensor;
}

function resultOf(tensor: OrtTensor): StepResult {
  return { data: tensor.data as Numbers, shape: tensor.dims };
}
