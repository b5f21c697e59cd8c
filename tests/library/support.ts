// A library in a temporary folder, and rows to put into it.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LibraryImage, PictureInfo } from '#contract/image.ts';
import { type Library, openLibrary } from '../../electron/library/library.ts';
import type { NewImage } from '../../electron/library/queries/images.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function openTest(root: string): Library {
  const library = openLibrary(root, 'a test');
  let open = true;
  const close = library.close.bind(library);
  library.close = () => {
    if (open) close();
    open = false;
  };
  onTestFinished(() => library.close());
  return library;
}

export const INFO: PictureInfo = {
  width: 4,
  height: 3,
  format: 'png',
  depth: 8,
  space: 'srgb',
  alpha: false,
  pages: 1,
  orientation: 1,
  hasExif: false,
  hasXmp: false,
};

/** A stored file with its row. */
export async function addImage(library: Library, content: string, more: Partial<NewImage> = {}): Promise<LibraryImage> {
  const file = join(library.folders.tmp, 'incoming');
  writeFileSync(file, content);
  const stored = await library.files.commit(await library.files.stage(file));
  rmSync(file);
  const row: Omit<NewImage, 'sha256' | 'bytes'> = {
    kind: 'source',
    name: 'a.png',
    info: INFO,
    exif: [],
    parentId: null,
    path: null,
    madeBy: null,
  };
  return library.images.add({ ...row, ...stored, ...more });
}

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
