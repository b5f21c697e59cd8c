// A studio on a temporary library with small models and drawn pictures, for tests.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { DeviceId, type JobId, ModelId } from '#contract/ids.ts';
import type { Job } from '#contract/jobs.ts';
import { UpscaleSettings } from '#contract/upscale.ts';
import { type JobWork, openWorkshop, type StudioOptions, type Workshop } from '../../../electron/service/index.ts';
import { writeTinyModel } from './tiny-model.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** `tiny-x2` is quick; `slow-x2` takes seconds for a picture of 400 × 300. */
export function libraryWithModels(folder: string): string {
  const library = join(folder, 'library');
  writeTinyModel(join(library, 'models'), 'tiny-x2', 2);
  writeTinyModel(join(library, 'models'), 'slow-x2', 2, 25);
  return library;
}

export function testWorkshop(library: string, options: Partial<StudioOptions> = {}): Workshop {
  const device = DeviceId.parse('cpu');
  const workshop = openWorkshop({ library, device, logLevel: 'error', jobs: 'new', ...options });
  onTestFinished(() => workshop.close());
  return workshop;
}

/** Soft colour waves; `seed` makes pictures differ. */
export async function drawPicture(path: string, width: number, height: number, seed = 1): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    data[i] = 128 + 100 * Math.sin((x + seed * 7) / (9 + (i % 3))) * Math.cos((y - seed) / 11);
  }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path);
  return path;
}

export function upscaleJob(model: string, save: object = {}): JobWork {
  const settings = UpscaleSettings.parse({ model: ModelId.parse(model), target: { by: 'scale', scale: 2 }, save });
  return { kind: 'upscale', settings };
}

/** Waits until the job is in a state that satisfies `until`; by default: until nothing of it is left to do. */
export async function jobBecomes(
  { core, events }: Workshop,
  jobId: JobId,
  until: (job: Job) => boolean = (job) => ['done', 'failed', 'cancelled'].includes(job.status) && !core.queue.busy,
): Promise<Job> {
  return new Promise((resolve) => {
    const look = () => {
      const job = core.queue.get(jobId);
      if (!until(job)) return;
      quiet();
      resolve(job);
    };
    const quiet = events.listen((event) => {
      if (event === 'job.changed' || event === 'item.changed') look();
    });
    look();
  });
}

/** Waits until the engine has begun to make pixels for some file. */
export function underway(workshop: Workshop, jobId: JobId): Promise<Job> {
  return jobBecomes(workshop, jobId, () =>
    workshop.core.queue.items(jobId).some(({ status, progress }) => status === 'running' && progress > 0),
  );
}
