// Writes a run as one file that can be carried to another computer: its folder, and what the library knows of it.
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import type { RunRow } from '../../library/index.ts';
import type { Core } from '../core.ts';
import { makeFolder } from '../make-folder.ts';
import { FORMAT, isOfRun, Manifest, MANIFEST, RUN_FOLDERS, RUN_TEXTS } from './run-project.ts';
import { writeZip, type ZipSource } from './zip-write.ts';

async function sourcesOf(folder: string): Promise<ZipSource[]> {
  const names = [...RUN_TEXTS];
  for (const kind of RUN_FOLDERS) {
    for (const name of await readdir(join(folder, kind)).catch(() => [])) names.push(`${kind}/${name}`);
  }
  const found = names.filter(isOfRun).map(async (name): Promise<ZipSource[]> => {
    const file = join(folder, name);
    // A run that goes on writes and gives up files meanwhile.
    const info = await stat(file).catch(() => undefined);
    return info?.isFile() ? [{ name, file, bytes: info.size }] : [];
  });
  return (await Promise.all(found)).flat();
}

/** `path` is there whole or not at all. */
export async function exportRun({ library, training }: Core, run: RunRow, path: string): Promise<void> {
  const ids = [run.data, ...(run.content === null ? [] : [run.content])];
  const datasets = ids.map((id) => library.datasets.get(id)).filter((row) => row !== undefined);
  const manifest: z.input<typeof Manifest> = { format: FORMAT, run, datasets };
  const text = JSON.stringify(Manifest.parse(manifest), null, 2);
  await makeFolder(dirname(path));
  await writeZip(path, [{ name: MANIFEST, text }, ...(await sourcesOf(training.folder(run.id)))]);
}
