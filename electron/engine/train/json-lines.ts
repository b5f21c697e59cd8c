// Files of one JSON object a line, read as a kill may have left them.
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { type z } from 'zod';
import { writeWhole } from '../imaging/encode.ts';

/** Lines that are cut off or of another form are left out; a file that is not there has none. */
export async function readLines<T>(file: string, form: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const read = form.safeParse(parsed(line));
    return read.success ? [read.data] : [];
  });
}

/** Replaces the file, whole or not at all. */
export async function writeLines(file: string, lines: readonly object[]): Promise<void> {
  await writeWhole(file, (part) => writeFile(part, lines.map(textOf).join('')));
}

export async function appendLine(file: string, line: object): Promise<void> {
  await appendFile(file, textOf(line));
}

function textOf(line: object): string {
  return `${JSON.stringify(line)}\n`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
