// What training changes: named variables whose numbers stay in a session's own order between steps.
import * as tf from '@tensorflow/tfjs';
import { Random, type RandomState } from '../random.ts';
import { type Data } from './graph.ts';
import { newTensor, type OrtTensor } from './runtime.ts';
import { pack, type Storage, unpack } from './storage.ts';

type Entry = {
  readonly variable: tf.Variable;
  /** Decided by the first step that is compiled; every later one adopts it. */
  storage?: Storage;
  /** The current numbers, and the buffer that the next step writes them to. */
  current?: OrtTensor;
  spare?: OrtTensor;
};

/** A copy of everything a run needs to go on bit by bit. */
export type Snapshot = { readonly variables: Readonly<Record<string, Data>>; readonly random: RandomState };

/**
 * Variables and the random generator that compiled steps over them share. A step writes its results beside the numbers it
 * reads, and they take their place when it has succeeded: a step that fails changes nothing.
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

  /** Bytes that the numbers take, twice: current and next. */
  get bytes(): number {
    return [...this.entries.values()].reduce((sum, { variable }) => sum + 2 * 4 * variable.size, 0);
  }

  variable(name: string): tf.Variable {
    return this.entry(name).variable;
  }

  storageOf(name: string): Storage | undefined {
    return this.entry(name).storage;
  }

  /** Puts a variable's numbers in their order for sessions. */
  store(name: string, storage: Storage): void {
    const entry = this.entry(name);
    if (entry.storage) return;
    const { dtype } = entry.variable;
    if (dtype !== 'float32' && dtype !== 'int32') throw new Error(`“${name}” is of type ${dtype}`);
    const data = pack(entry.variable.dataSync<'float32'>(), storage);
    entry.storage = storage;
    entry.current = newTensor(data, storage.shape, dtype);
    entry.spare = newTensor(data.slice(), storage.shape, dtype);
  }

  current(name: string): OrtTensor {
    return this.stored(name).current;
  }

  spare(name: string): OrtTensor {
    return this.stored(name).spare;
  }

  /** What a step wrote to the spare buffers of `names` becomes current. */
  advance(names: readonly string[]): void {
    for (const name of names) {
      const entry = this.stored(name);
      [entry.current, entry.spare] = [entry.spare, entry.current];
    }
  }

  /** Variables in TF.js's order, copied. */
  read(names: Iterable<string> = this.entries.keys()): Record<string, Data> {
    return Object.fromEntries([...names].map((name) => [name, this.numbers(this.entry(name))]));
  }

  /** Replaces the numbers of variables. Throws for a name that is not there or a wrong count, before anything is changed. */
  write(values: Readonly<Record<string, Data>>): void {
    for (const [name, data] of Object.entries(values)) {
      const { variable } = this.entry(name);
      if (data.length !== variable.size) {
        throw new Error(`“${name}” has ${variable.size} numbers, not ${data.length}`);
      }
    }
    for (const [name, data] of Object.entries(values)) {
      const entry = this.entry(name);
      if (entry.storage && entry.current) (entry.current.data as Data).set(pack(data, entry.storage));
      else assign(entry.variable, data);
    }
  }

  snapshot(): Snapshot {
    return { variables: this.read(), random: this.random.state };
  }

  restore({ variables, random }: Snapshot): void {
    this.write(variables);
    this.random.state = random;
  }

  /** Gives the TF.js variables their current values, for use outside compiled steps. */
  sync(): void {
    for (const entry of this.entries.values()) assign(entry.variable, this.numbers(entry));
  }

  private numbers({ variable, storage, current }: Entry): Data {
    return storage && current ? unpack(current.data as Data, storage) : variable.dataSync<'float32'>().slice();
  }

  private entry(name: string): Entry {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`there is no variable “${name}”`);
    return entry;
  }

  private stored(name: string): Stored {
    const entry = this.entry(name);
    if (!isStored(entry)) throw new Error(`“${name}” is not in a session yet`);
    return entry;
  }
}

type Stored = Entry & Required<Entry>;

function isStored(entry: Entry): entry is Stored {
  return entry.current !== undefined;
}

function assign(variable: tf.Variable, data: Data): void {
  const value = tf.tensor(data, variable.shape, variable.dtype);
  variable.assign(value);
  value.dispose();
}
