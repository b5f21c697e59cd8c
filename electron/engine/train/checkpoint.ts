// Checkpoints of a run: one line of JSON that says what follows, then all numbers as they are in memory. No code.
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '#contract/errors.ts';
import { ParameterValues } from '#contract/training.ts';
import { type Snapshot } from '../compiler/state.ts';
import { writeWhole } from '../imaging/encode.ts';

const FORMAT = 1;
const ENDING = '.ckpt';

const Tensor = z.object({
  name: z.string(),
  dtype: z.enum(['float32', 'int32']),
  /** In bytes after the line; little-endian, four bytes a number. */
  offset: z.int().nonnegative(),
  length: z.int().nonnegative(),
});

/** How far a run is, besides its numbers. */
export const Position = z.object({
  step: z.int().nonnegative(),
  /** Spent on training until then. */
  seconds: z.number().nonnegative(),
  /** Roll-backs so far. */
  attempt: z.int().nonnegative(),
  /** Sums of losses since the last line of the statistics, so that the next line is the same after a resume. */
  window: z.record(z.string(), z.object({ sum: z.number(), count: z.int() })),
});
export type Position = z.infer<typeof Position>;

const Header = z.object({
  format: z.literal(FORMAT),
  recipe: z.string(),
  version: z.int(),
  values: ParameterValues,
  position: Position,
  random: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  tensors: z.array(Tensor),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});
type Header = z.infer<typeof Header>;

export type CheckpointOwner = Pick<Header, 'recipe' | 'version' | 'values'>;
export type Checkpoint = { readonly position: Position; readonly snapshot: Snapshot; readonly owner: CheckpointOwner };

/** Throws `newer-version` if what was made with one version of a recipe is met by another. */
export function refuseOtherVersion(
  made: Pick<Header, 'recipe' | 'version'>,
  now: Pick<Header, 'recipe' | 'version'>,
  folder: string,
): void {
  if (made.recipe === now.recipe && made.version === now.version) return;
  throw new UserError('newer-version', `This run was made with version ${made.version} of “${made.recipe}”.`, {
    hint: 'Its nets have another form now, and it cannot go on: begin a new run.',
    source: folder,
  });
}

export function checkpointFile(folder: string, step: number): string {
  return join(folder, String(step).padStart(8, '0') + ENDING);
}

/** Written whole or not at all; afterwards only the newest `keep` are left, and that of step `spare`. */
export async function writeCheckpoint(
  folder: string,
  { position, snapshot, owner }: Checkpoint,
  { keep, spare }: { keep: number; spare?: number | undefined },
): Promise<string> {
  if (endianness() !== 'LE') throw new Error('checkpoints are written in the order of little-endian machines');
  const hash = createHash('sha256');
  const parts: Uint8Array[] = [];
  const tensors: Header['tensors'] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(snapshot.variables)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    hash.update(bytes);
    parts.push(bytes);
    tensors.push({ name, dtype: data instanceof Int32Array ? 'int32' : 'float32', offset, length: data.length });
    offset += bytes.length;
  }
  const header: Header = {
    format: FORMAT,
    ...owner,
    position,
    random: [...snapshot.random],
    tensors,
    bytes: offset,
    sha256: hash.digest('hex'),
  };
  await mkdir(folder, { recursive: true });
  const file = checkpointFile(folder, position.step);
  await writeWhole(file, async (part) => {
    const handle = await open(part, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(header)}\n`);
      for (const bytes of parts) await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
  });
  const spared = spare === undefined ? '' : checkpointFile(folder, spare);
  const old = (await listCheckpoints(folder)).slice(keep).filter((path) => path !== spared);
  await Promise.all(old.map((path) => rm(path, { force: true })));
  return file;
}

/** Files, newest first. */
export async function listCheckpoints(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const numbered = names.filter((name) => name.endsWith(ENDING));
  return numbered.sort((a, b) => stepOf(b) - stepOf(a)).map((name) => join(folder, name));
}

/** Throws `UserError('corrupt')` for a file that is not what was written. */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const content = await readFile(file);
  const end = content.indexOf('\n');
  const header = parseHeader(content.toString('utf8', 0, Math.max(0, end)), file);
  const body = content.subarray(end + 1);
  const whole = body.length === header.bytes && createHash('sha256').update(body).digest('hex') === header.sha256;
  if (!whole) throw damaged(file);
  const variables = header.tensors.map(({ name, dtype, offset, length }) => {
    // A copy, because numbers must begin at a multiple of four.
    const { buffer } = Uint8Array.from(body.subarray(offset, offset + 4 * length));
    return [name, dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer)] as const;
  });
  const { recipe, version, values, position, random } = header;
  return {
    owner: { recipe, version, values },
    position,
    snapshot: { variables: Object.fromEntries(variables), random },
  };
}

export function stepOf(file: string): number {
  return parseInt(basename(file));
}

/** The newest checkpoint that can be read; `onDamaged` hears of those that cannot. */
export async function newestCheckpoint(
  folder: string,
  onDamaged: (file: string) => void,
): Promise<Checkpoint | undefined> {
  for (const file of await listCheckpoints(folder)) {
    try {
      return await readCheckpoint(file);
    } catch (error) {
      if (!(error instanceof UserError && error.kind === 'corrupt')) throw error;
      onDamaged(file);
    }
  }
  return undefined;
}

function parseHeader(line: string, file: string): Header {
  try {
    return Header.parse(JSON.parse(line));
  } catch {
    throw damaged(file);
  }
}

function damaged(file: string): UserError {
  return new UserError('corrupt', `The checkpoint “${basename(file)}” is damaged.`, {
    hint: 'Continue from the one before it.',
    source: file,
  });
}
