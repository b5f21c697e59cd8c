// Where the other parts and the resources lie: in the source tree, in a build, and inside an installed app.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const PackageFile = z.object({ version: z.string() });

function ancestorWith(entry: string): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, entry))) return folder;
    if (folder === dirname(folder)) throw new Error(`no folder above ${start} holds ${entry}`);
  }
}

/** Tests run the `.ts` sources; a build lies in `out/<part>/`. */
const bundled = import.meta.url.endsWith('.js');
const root = bundled ? dirname(ancestorWith('engine/main.js')) : ancestorWith('package.json');
const resources = process.env['ATELIER_RESOURCES'] ?? join(root, 'resources');

export const places = {
  /** Entry of an engine process. */
  engine: bundled ? join(root, 'out/engine/main.js') : join(root, 'electron/engine/main.ts'),
  /** The built page. */
  renderer: join(root, 'out/renderer'),
  /** Models that ship, one folder each. */
  models: join(resources, 'models'),
  samples: join(resources, 'samples'),
} as const;

function versionIn(file: string): string {
  try {
    return PackageFile.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
  } catch {
    return 'unknown';
  }
}

export const appVersion = versionIn(join(root, 'package.json'));

/** Version of an installed package without loading it. */
export function packageVersion(name: string): string {
  // Not `resolve`: a package may hide its package.json.
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const file = folders.map((folder) => join(folder, name, 'package.json')).find((path) => existsSync(path));
  return file === undefined ? 'unknown' : versionIn(file);
}
