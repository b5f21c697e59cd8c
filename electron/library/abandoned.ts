// Clears what an earlier start left unfinished, also while an engine that outlived its killed service still writes there.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LibraryFolders } from './folders.ts';

/** Leaves an empty `tmp`. It is moved away whole first, so that a late writer finds no folder; what resists goes at the next start. */
export function clearAbandoned(folders: LibraryFolders): void {
  const abandoned = join(folders.cache, 'abandoned');
  mkdirSync(abandoned, { recursive: true });
  if (existsSync(folders.tmp)) attempt(() => renameSync(folders.tmp, join(abandoned, randomUUID())));
  attempt(() => rmSync(folders.tmp, { recursive: true, force: true }));
  attempt(() => rmSync(abandoned, { recursive: true, force: true }));
  mkdirSync(folders.tmp, { recursive: true });
}

/** A folder that somebody writes into, or holds open, cannot be removed yet. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (!['ENOTEMPTY', 'EBUSY', 'EPERM', 'EACCES'].includes(String(code))) throw error;
  }
}
