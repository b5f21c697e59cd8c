// A run of a small generator on drawn pictures: seconds of real training.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceId, type RunId } from '#contract/ids.ts';
import { TrainSettings } from '#contract/training.ts';
import type { Workshop } from '../../../electron/service/index.ts';
import { drawPicture } from './studio.ts';

/** As many as the recipe asks for. */
const PICTURES = 60;

export const CPU = DeviceId.parse('cpu');

export async function drawMany(folder: string): Promise<string> {
  for (let n = 0; n < PICTURES; n++) await drawPicture(join(folder, `${n}.png`), 32, 32, n);
  return folder;
}

export function tinySettings({ core }: Workshop, folder: string, steps: number, name: string): TrainSettings {
  const data = core.datasets.forFolder(folder).id;
  const values = { size: '32', width: 8, batch: 4 };
  return TrainSettings.parse({ recipe: 'dcgan', data, steps, name, values, seed: 5 });
}

/** Losses by step, without the time they took. */
export function lossesOf(workshop: Workshop, id: RunId): { step: number; losses: unknown }[] {
  const text = readFileSync(join(workshop.core.training.folder(id), 'statistics.jsonl'), 'utf8').trim();
  return text.split('\n').map((line) => {
    const { step, losses } = JSON.parse(line) as { step: number; losses: unknown };
    return { step, losses };
  });
}
