// What training changes: named variables whose numbers stay in a session's own order, and on its device, between steps.
import * as tf from '@tensorflow/tfjs';
import { Random, type RandomState } from '../random.ts';
import { type Data } from './graph.ts';
import { copyTo, free, type Place } from './place.ts';
import { newTensor, type OrtTensor } from './runtime.ts';
import { pack, type Storage, unpack } from './storage.ts';

type Entry = {
  /** Holds the numbers itself while there is no `current`. */
  readonly variable: tf.Variable;
  /** Decided by the first step that is compiled; every later one adopts it. */
  storage?: Storage;
  /** The numbers as sessions have them, on the host or on a device. */
  current?: OrtTensor;
};

/** A copy of everything a run needs to go on bit by bit. */
export type Snapshot = { readonly variables: Readonly<Record<string, Data>>; readonly random: RandomState };

/**
 * Variables and the random generator that steps over them share. The results of a step take the place of the numbers it read
 * when it has succeeded: a step that fails changes nothing. No method may be called while a step runs.
 */
export class TrainingState {
  readonly random: Random;
  private readonly entries: Map<string, Entry>;

  constructor(variables: Readonly<Record<string, tf.Variable>>, seed: number) {
    this.random = new Random(seed);
    this.entries = new Map(Object.entries(variables).map(([name, variable]) => [name, { variable }]));
  }

  /** The variables, whose own values are those from before the first step until `sync`. */
  get variables(): Readonly<Record<string, tf.Variable>> {
    return Object.fromEntries([...this.entries].map(([name, { variable }]) => [name, variable]));
  }

  variable(name: string): tf.Variable {
    return this.entry(name).variable;
  }

  storageOf(name: string): Storage | undefined {
    return this.entry(name).storage;
  }

  /** Decides in which order sessions have a variable's numbers, unless that is decided. */
  store(name: string, storage: Storage): void {
    this.entry(name).storage ??= storage;
  }

  /** The numbers of a variable, brought to `place`, where the steps of one device leave them. */
  async at(place: Place, name: string): Promise<OrtTensor> {
    const entry = this.entry(name);
    const current = (entry.current ??= onHost(name, entry));
    if (current.location === place) return current;
    entry.current = await copyTo(place, current);
    free(current);
    return entry.current;
  }

  /** What a step has computed takes the place of what it read. */
  advance(next: Readonly<Record<string, OrtTensor>>): void {
    for (const [name, tensor] of Object.entries(next)) {
      const entry = this.entry(name);
      if (entry.current) free(entry.current);
      entry.current = tensor;
    }
  }

  /** Variables in TF.js's order, copied. */
  async read(names: Iterable<string> = this.entries.keys()): Promise<Record<string, Data>> {
    const found = [...names].map(async (name) => [name, await numbers(this.entry(name))] as const);
    return Object.fromEntries(await Promise.all(found));
  }

  /** Replaces the numbers of variables. Throws for a name that is not there or a wrong count, before anything is changed. */
  write(values: Readonly<Record<string, Data>>): void {
    for (const [name, data] of Object.entries(values)) {
      const { variable } = this.entry(name);
      if (data.length !== variable.size) {
        throw new Error(`“${name}” has ${variable.size} numbers, not ${data.length}`);
      }
    }
    for (const [name, data] of Object.entries(values)) handOver(this.entry(name), data);
  }

  async snapshot(): Promise<Snapshot> {
    const random = this.random.state;
    return { variables: await this.read(), random };
  }

  restore({ variables, random }: Snapshot): void {
    this.write(variables);
    this.random.state = random;
  }

  /** Gives the TF.js variables their current values, which are the ones that count until the next compiled step. */
  async sync(): Promise<void> {
    const inSessions = [...this.entries].filter(([, { current }]) => current).map(([name]) => name);
    this.write(await this.read(inSessions));
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`there is no variable “${name}”`);
    return entry;
  }
}

function onHost(name: string, { variable, storage }: Entry): OrtTensor {
  if (!storage) throw new Error(`“${name}” is in no compiled step`);
  const { dtype } = variable;
  if (dtype !== 'float32' && dtype !== 'int32') throw new Error(`“${name}” is of type ${dtype}`);
  return newTensor(pack(variable.dataSync<'float32'>(), storage), storage.shape, dtype);
}

async function numbers({ variable, storage, current }: Entry): Promise<Data> {
  if (!storage || !current) return variable.dataSync<'float32'>().slice();
  const { data } = current.location === 'cpu' ? current : await copyTo('cpu', current);
  return unpack(data as Data, storage);
}

/** The variable itself holds `data` from now on. */
function handOver(entry: Entry, data: Data): void {
  const value = tf.tensor(data.slice(), entry.variable.shape, entry.variable.dtype);
  entry.variable.assign(value);
  value.dispose();
  if (entry.current) free(entry.current);
  delete entry.current;
}
