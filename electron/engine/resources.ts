// Where the files lie that the program is shipped with.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder of `resources`: in the source tree and in an installed program alike it lies above the engine. */
export function resourceFolder(name: string): string {
  const given = process.env['ATELIER_RESOURCES'];
  if (given !== undefined) return join(given, name);
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const found = join(folder, 'resources', name);
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) throw new Error(`no folder above ${start} holds resources/${name}`);
  }
}
