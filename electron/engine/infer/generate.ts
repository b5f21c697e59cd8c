// New pictures from a trained generator: those of some seeds, or the way between two of them as a moving picture.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type EngineResults, type EngineTask } from '#contract/engine.ts';
import { type MovieFormat } from '#contract/generate.ts';
import { type SessionOptions } from '../compiler/runtime.ts';
import { throwIfCancelled } from '../imaging/decoder-errors.ts';
import { writeWhole } from '../imaging/encode.ts';
import { Generator, type Made, type Wish } from './generator.ts';
import { noiseOf, onSphere, placesOnWay } from './noise.ts';

type Task = Extract<EngineTask, { task: 'generate' }>;

export type GenerateContext = {
  readonly machine: SessionOptions;
  readonly signal: AbortSignal;
  /** Waits for a turn on the device. */
  readonly take: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onProgress: (progress: number, totalPixels: number) => void;
};

const WEBP_QUALITY = 90;

/** Throws `UserError`; files that were finished before stay. */
export async function generatePictures(task: Task, context: GenerateContext): Promise<EngineResults['generate']> {
  const started = performance.now();
  const generator = await Generator.load(task, context.machine);
  try {
    await mkdir(task.output, { recursive: true });
    const files = await (task.way ? makeWay(task, task.way, generator, context) : makeSeeds(task, generator, context));
    return { files, seconds: (performance.now() - started) / 1000 };
  } finally {
    await generator.release();
  }
}

async function makeSeeds(task: Task, generator: Generator, context: GenerateContext): Promise<string[]> {
  const { seeds, latent } = task;
  const files = seeds.map((seed) => join(task.output, `${seed}.png`));
  const wishes = seeds.map((seed) => ({ z: noiseOf(seed, latent), label: labelOf(task, seed) }));
  for await (const { index, made } of inTurn(generator, wishes, context)) await writePng(made, files[index] ?? '');
  return files;
}

async function makeWay(
  task: Task,
  { to, frames, rate, format }: NonNullable<Task['way']>,
  generator: Generator,
  context: GenerateContext,
): Promise<string[]> {
  const { seeds, latent, output } = task;
  const [from = 0] = seeds;
  const [a, b, label] = [noiseOf(from, latent), noiseOf(to, latent), labelOf(task, from)];
  const wishes = placesOnWay(frames).map((t) => ({ z: onSphere(a, b, t), label }));
  const pages: Made[] = [];
  const files: string[] = [];
  for await (const { index, made } of inTurn(generator, wishes, context)) {
    if (format !== 'png') pages.push(made);
    else {
      const file = join(output, `${String(index).padStart(4, '0')}.png`);
      await writePng(made, file);
      files.push(file);
    }
  }
  if (format === 'png') return files;
  const file = join(output, `way.${format}`);
  const bytes = await movie(pages, format, rate);
  throwIfCancelled(context.signal);
  await writeWhole(file, (part) => writeFile(part, bytes));
  return [file];
}

/** One picture after the other, in their order. */
async function* inTurn(generator: Generator, wishes: readonly Wish[], { signal, take, onProgress }: GenerateContext) {
  for (let done = 0; done < wishes.length;) {
    throwIfCancelled(signal);
    const pictures = await take(() => generator.make(wishes.slice(done, done + generator.batch)));
    for (const made of pictures) {
      throwIfCancelled(signal);
      yield { index: done++, made };
      onProgress(done / wishes.length, wishes.length * made.side ** 2);
    }
  }
}

function labelOf({ label, classes }: Task, seed: number): number {
  return label ?? (classes > 0 ? seed % classes : 0);
}

async function writePng({ rgb, side }: Made, file: string): Promise<void> {
  const bytes = await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  await writeWhole(file, (part) => writeFile(part, bytes));
}

/** All pages one below the other, shown without end. */
function movie(pages: readonly Made[], format: Exclude<MovieFormat, 'png'>, rate: number): Promise<Buffer> {
  const side = pages[0]?.side ?? 0;
  const strip = Buffer.concat(pages.map(({ rgb }) => rgb));
  const raw = { width: side, height: side * pages.length, channels: 3, pageHeight: side } as const;
  const timing = { delay: pages.map(() => Math.round(1000 / rate)), loop: 0 };
  const moving = sharp(strip, { raw, limitInputPixels: false });
  return format === 'gif'
    ? moving.gif(timing).toBuffer()
    : moving.webp({ ...timing, quality: WEBP_QUALITY, smartSubsample: true }).toBuffer();
}
