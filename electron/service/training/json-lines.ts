// Files of one JSON object a line, of which a kill may have cut off the last.
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';

/** Nothing for a file that is not there; lines that cannot be understood are left out. */
export async function readJsonLines<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => parsed(line, schema));
}

export function parsed<T extends z.ZodType>(line: string, schema: T): z.infer<T>[] {
  try {
    return [schema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
