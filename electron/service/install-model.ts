// Puts a model into the user's own ones: graph and card, there whole or not at all.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelCard } from '#contract/models.ts';
import { type FileStore, syncFolder } from '../library/index.ts';

/**
 * Moves the graph at `file` into `own`/<id>. A model of that id gives way, and only once the new one is written whole.
 */
export async function installModel(files: FileStore, own: string, card: ModelCard, file: string): Promise<void> {
  const folder = files.temporary();
  const old = files.temporary();
  const place = join(own, card.id);
  try {
    await mkdir(folder);
    await rename(file, join(folder, 'model.onnx'));
    await writeFile(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`, { flush: true });
    await mkdir(own, { recursive: true });
    await rename(place, old).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    });
    await rename(folder, place);
    await syncFolder(own);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}
