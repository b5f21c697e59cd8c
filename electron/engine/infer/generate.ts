// New pictures from a trained generator: noise of a seed in, PNG files out.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type EngineResults, type EngineTask } from '#contract/engine.ts';
import { UserError } from '#contract/errors.ts';
import { createSession, newTensor, type OrtSession, runSession, type SessionOptions } from '../compiler/runtime.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { writeWhole } from '../imaging/encode.ts';
import { Random } from '../random.ts';

type Task = Extract<EngineTask, { task: 'generate' }>;

export type GenerateContext = {
  readonly machine: SessionOptions;
  readonly signal: AbortSignal;
  /** Waits for a turn on the device. */
  readonly take: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onProgress: (progress: number, totalPixels: number) => void;
};

/** Throws `UserError`; files that were finished before stay. */
export async function generatePictures(
  task: Task,
  { machine, signal, take, onProgress }: GenerateContext,
): Promise<EngineResults['generate']> {
  const started = performance.now();
  const session = await createSession(await readFile(task.model), machine);
  try {
    checkInputs(session, task);
    await mkdir(task.output, { recursive: true });
    const files: string[] = [];
    for (let k = 0; k < task.count; k++) {
      throwIfCancelled(signal);
      const { data, side } = await take(() => make(session, task, k));
      const file = join(task.output, `${task.seed + k}.png`);
      const bytes = await encode(data, side);
      await writeWhole(file, (part) => writeFile(part, bytes));
      files.push(file);
      onProgress((k + 1) / task.count, task.count * side * side);
    }
    return { files, seconds: (performance.now() - started) / 1000 };
  } finally {
    await session.release();
  }
}

/** The picture of one seed: z ~ N(0, truncation²). */
async function make(session: OrtSession, task: Task, k: number): Promise<{ data: Float32Array; side: number }> {
  const { seed, latent, truncation, label, classes } = task;
  const z = new Random(seed + k).fillNormal(new Float32Array(latent), 0, truncation);
  const feeds = {
    z: newTensor(z, [1, latent], 'float32'),
    ...(classes > 0 ? { labels: newTensor(Int32Array.of(label ?? (seed + k) % classes), [1], 'int32') } : {}),
  };
  const { output } = await runSession(session, feeds, ['output']);
  const side = output?.dims.at(-1);
  if (!output || side === undefined) throw new Error('the model gave no picture');
  return { data: output.data as Float32Array, side };
}

/** [3,side,side] in 0..1 as PNG. */
function encode(planes: Float32Array, side: number): Promise<Uint8Array> {
  const rgb = new Uint8ClampedArray(planes.length);
  const area = side * side;
  for (let k = 0; k < area; k++) for (let c = 0; c < 3; c++) rgb[3 * k + c] = 255 * (planes[c * area + k] ?? 0);
  return sharp(new Uint8Array(rgb.buffer), { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

function checkInputs({ inputNames }: OrtSession, { model, classes, label }: Task): void {
  const wanted = classes > 0 ? ['labels', 'z'] : ['z'];
  if ([...inputNames].sort().join() !== wanted.join()) {
    throw new UserError('unsupported', 'The model does not make pictures from noise.', {
      hint: 'Choose a model that was trained to make new pictures.',
      source: model,
    });
  }
  if (label !== undefined && label >= classes) {
    throw new UserError('bad-input', `The model knows ${classes} classes; there is no number ${label}.`, {
      hint: classes > 0 ? `Choose one from 0 to ${classes - 1}.` : 'Leave the class out.',
    });
  }
}
