// Keeps compiled graphs on disk, so that a run that starts again does not compile again.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dimKey } from './dims.ts';
import { type Graph, type Value } from './graph.ts';
import { type Storage } from './storage.ts';

/** A graph ready for a session, and how its variables lie in it. */
export type CompiledModel = {
  readonly bytes: Uint8Array;
  readonly storage: ReadonlyMap<string, Storage>;
  readonly memory: { readonly constants: number; readonly values: number };
};

/** Changes whenever the same graph is compiled to something else. */
const VERSION = 1;
const ENDING = '.step';
/** Files kept, the oldest go first. A CycleGAN takes 1 MB. */
const KEPT = 64;

/** A name for everything that decides what a graph is compiled to. Equal structure, shapes and constants give equal names. */
export function keyOf(graph: Graph, ...circumstances: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify([VERSION, circumstances]));
  const numbers = new Map<Value, number>();
  const name = (value: Value | null): string => {
    if (!value) return '';
    const known = numbers.get(value);
    if (known !== undefined) return String(known);
    numbers.set(value, numbers.size);
    const { constant, dtype = '', shape = [] } = value;
    if (constant?.kind === 'data') hash.update(constant.data);
    if (constant?.kind === 'raw') hash.update(constant.bytes);
    const ints = constant?.kind === 'ints' ? JSON.stringify(constant.ints) : '';
    return `${numbers.size - 1}:${dtype}[${shape.map(dimKey).join()}]${constant?.kind ?? ''}${ints}`;
  };
  for (const { name: text, value } of graph.inputs) hash.update(`in ${text} ${name(value)}\n`);
  for (const { op, domain, inputs, attributes, outputs } of graph.nodes) {
    const parts = [...inputs, ...outputs].map(name).join();
    hash.update(`${domain}:${op}(${parts})${JSON.stringify(attributes)}\n`);
  }
  for (const { name: text, value } of graph.outputs) hash.update(`out ${text} ${name(value)}\n`);
  return hash.digest('hex');
}

/** What is kept under `key` in `folder`, or what `make` gives, which is then kept. A damaged file counts as absent. */
export async function cached(folder: string, key: string, make: () => Promise<CompiledModel>): Promise<CompiledModel> {
  const file = join(folder, key + ENDING);
  const found = await read(file);
  if (found) return found;
  const made = await make();
  await mkdir(folder, { recursive: true });
  const header = JSON.stringify({ length: made.bytes.length, storage: [...made.storage], memory: made.memory });
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, Buffer.concat([Buffer.from(`${header}\n`), made.bytes]));
  await rename(temporary, file);
  await discardOldest(folder);
  return made;
}

async function read(file: string): Promise<CompiledModel | undefined> {
  try {
    const content = await readFile(file);
    const end = content.indexOf('\n');
    const { length, storage, memory } = JSON.parse(content.toString('utf8', 0, end)) as {
      length: number;
      storage: [string, Storage][];
      memory: CompiledModel['memory'];
    };
    const bytes = Uint8Array.from(content.subarray(end + 1));
    return bytes.length === length ? { bytes, storage: new Map(storage), memory } : undefined;
  } catch {
    return undefined;
  }
}

async function discardOldest(folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(ENDING)).map((name) => join(folder, name));
  if (files.length <= KEPT) return;
  const ages = await Promise.all(files.map(async (file) => ({ file, time: (await stat(file)).mtimeMs })));
  ages.sort((a, b) => b.time - a.time);
  await Promise.all(ages.slice(KEPT).map(({ file }) => rm(file, { force: true })));
}
