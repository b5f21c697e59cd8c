// A trained generator in memory: noise in, pictures out, several at a time where it allows that.
import { readFile } from 'node:fs/promises';
import { type EngineTask } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { createSession, newTensor, type OrtSession, runSession, type SessionOptions } from '../compiler/runtime.ts';
import { noiseOf } from './noise.ts';

type Task = Extract<EngineTask, { task: 'generate' }>;

/** RGB of 8 bits, [side,side,3]. */
export type Made = { readonly rgb: Uint8Array; readonly side: number };
/** What one picture is made from: z [latent] in N(0,1), and the number of its class. */
export type Wish = { readonly z: Float32Array; readonly label: number };

/** Pixels that are computed in one run, about. */
const AT_ONCE = 2 ** 17;
/** A product with a single row is summed in another order: a seed is to give the same picture alone as among others. */
const LEAST = 2;
const MOST = 16;

export class Generator {
  private readonly session: OrtSession;
  private readonly task: Task;
  /** Takes any number of pictures at once. */
  private readonly open: boolean;
  private side: number | undefined;

  private constructor(session: OrtSession, task: Task) {
    this.session = session;
    this.task = task;
    const z = session.inputMetadata.find(({ name }) => name === 'z');
    this.open = z?.isTensor === true && typeof z.shape[0] === 'string';
  }

  /** Throws `UserError` for a model that is no generator, or not one as the task says. */
  static async load(task: Task, machine: SessionOptions): Promise<Generator> {
    checkWishes(task);
    const session = await createSession(await readFile(task.model), machine);
    try {
      checkInputs(session, task);
      return new Generator(session, task);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** How many pictures the next run should make. */
  get batch(): number {
    if (!this.open) return 1;
    return this.side === undefined ? LEAST : Math.min(MOST, Math.max(LEAST, Math.floor(AT_ONCE / this.side ** 2)));
  }

  /** At most `batch` pictures. */
  async make(wishes: readonly Wish[]): Promise<Made[]> {
    const n = this.open ? Math.max(LEAST, wishes.length) : wishes.length;
    const padded = Array.from({ length: n }, (_, k) => wishes[Math.min(k, wishes.length - 1)] as Wish);
    const { output } = await runSession(this.session, this.feeds(padded), ['output']);
    const side = output?.dims.at(-1);
    if (!output || side === undefined) throw new Error('the model gave no picture');
    this.side = side;
    const size = 3 * side * side;
    const data = output.data as Float32Array;
    return wishes.map((_, k) => ({ side, rgb: interleaved(data.subarray(k * size, (k + 1) * size)) }));
  }

  release(): Promise<void> {
    return this.session.release();
  }

  /** Style-based models draw styles to their mean themselves; for others truncation makes the noise smaller. */
  private feeds(wishes: readonly Wish[]) {
    const { latent, classes, styles, truncation, mix } = this.task;
    const n = wishes.length;
    const rows = (row: (k: number) => Float32Array, times: number) => {
      const numbers = new Float32Array(n * latent);
      for (let k = 0; k < n; k++) numbers.set(row(k), k * latent);
      return newTensor(
        numbers.map((value) => times * value),
        [n, latent],
        'float32',
      );
    };
    const z = (k: number) => wishes[k]?.z ?? new Float32Array(latent);
    const other = mix && noiseOf(mix.seed, latent);
    return {
      z: rows(z, styles > 0 ? 1 : truncation),
      ...(classes > 0
        ? {
            labels: newTensor(
              Int32Array.from(wishes, ({ label }) => label),
              [n],
              'int32',
            ),
          }
        : {}),
      ...(styles > 0
        ? {
            z2: rows((k) => other ?? z(k), 1),
            crossover: newTensor(Int32Array.of(mix?.from ?? styles), [], 'int32'),
            truncation: newTensor(Float32Array.of(truncation), [], 'float32'),
          }
        : {}),
    };
  }
}

/** [3,side,side] in 0..1 → [side,side,3] in 0…255 */
function interleaved(planes: Float32Array): Uint8Array {
  const rgb = new Uint8ClampedArray(planes.length);
  const area = planes.length / 3;
  for (let k = 0; k < area; k++) for (let c = 0; c < 3; c++) rgb[3 * k + c] = 255 * (planes[c * area + k] ?? 0);
  return new Uint8Array(rgb.buffer);
}

function checkInputs({ inputNames }: OrtSession, { model, classes, styles }: Task): void {
  const wanted = ['z', ...(classes > 0 ? ['labels'] : []), ...(styles > 0 ? ['z2', 'crossover', 'truncation'] : [])];
  if ([...inputNames].sort().join() === wanted.sort().join()) return;
  throw new UserError('unsupported', 'The model does not make pictures from noise.', {
    hint: 'Choose a model that was trained to make new pictures.',
    source: model,
  });
}

function checkWishes({ classes, label, styles, mix, model }: Task): void {
  if (label !== undefined && label >= classes) {
    throw new UserError('bad-input', `The model knows ${classes} classes; there is no number ${label}.`, {
      hint: classes > 0 ? `Choose one from 0 to ${classes - 1}.` : 'Leave the class out.',
      source: model,
    });
  }
  if (mix && mix.from >= styles) {
    throw new UserError('bad-input', `The model has ${styles} layers of styles; there is no number ${mix.from}.`, {
      hint: styles > 0 ? `Mix from a layer between 0 and ${styles - 1}.` : 'Leave mixing out.',
      source: model,
    });
  }
}
