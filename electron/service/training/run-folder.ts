// What a run has left in its folder, as it is shown: previews, photos of before, checkpoints.
import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BestCheckpoint, PreviewLine, RUN_FILES } from '#contract/run-folder.ts';
import type { CheckpointInfo } from '#contract/training.ts';
import { parsed, readJsonLines } from './json-lines.ts';

const CHECKPOINT = /^(\d+)\.ckpt$/;
const BEFORE = /^before-(\d+)\.webp$/;

export function readPreviews(folder: string): Promise<PreviewLine[]> {
  return readJsonLines(join(folder, RUN_FILES.previewList), PreviewLine);
}

/** The newest preview’s file; `null` before the first. */
export function newestPreview(folder: string): string | null {
  try {
    const lines = readFileSync(join(folder, RUN_FILES.previewList), 'utf8').split('\n');
    for (const line of lines.reverse()) for (const { file } of parsed(line, PreviewLine)) return file;
  } catch {
    // There is none yet.
  }
  return null;
}

/** The photos that previews change, in their order. */
export async function readBefore(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, RUN_FILES.previews)).catch(() => []);
  const numberOf = (name: string) => Number(BEFORE.exec(name)?.[1]);
  return names.filter((name) => BEFORE.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
}

/** In the order of steps. */
export async function readCheckpoints(folder: string): Promise<CheckpointInfo[]> {
  const place = join(folder, RUN_FILES.checkpoints);
  const names = await readdir(place).catch(() => []);
  const best = await bestStep(folder);
  const found = await Promise.all(
    names.map(async (name): Promise<CheckpointInfo[]> => {
      const step = CHECKPOINT.exec(name)?.[1];
      const info = step === undefined ? undefined : await stat(join(place, name)).catch(() => undefined);
      return info ? [{ step: Number(step), bytes: info.size, best: Number(step) === best }] : [];
    }),
  );
  return found.flat().sort((a, b) => a.step - b.step);
}

async function bestStep(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, RUN_FILES.best), 'utf8').catch(() => '');
  return parsed(text, BestCheckpoint)[0]?.step;
}
