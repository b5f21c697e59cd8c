// What a user may want to know of a run afterwards: `log.txt` in its folder, a line for each thing that happened.
import { appendFileSync, mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const LOG_FILE = 'log.txt';
const KEPT = 200;

function lastLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-KEPT);
}

export function noteOf(runFolder: string, text: string): void {
  mkdirSync(runFolder, { recursive: true });
  const time = new Date().toISOString().slice(0, 19).replace('T', ' ');
  appendFileSync(join(runFolder, LOG_FILE), `${time} ${text.replaceAll('\n', ' ')}\n`);
}

/** The newest lines. */
export async function readLog(runFolder: string): Promise<string[]> {
  return lastLines(await readFile(join(runFolder, LOG_FILE), 'utf8').catch(() => ''));
}

/** Before a run goes on: old lines are given up. */
export async function shortenLog(runFolder: string): Promise<void> {
  const lines = await readLog(runFolder);
  if (lines.length === KEPT) await writeFile(join(runFolder, LOG_FILE), `${lines.join('\n')}\n`);
}
