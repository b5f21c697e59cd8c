// One writer per library: a lock that the operating system drops when its process ends, however it ends.
import Sqlite from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';

export type Lock = { release: () => void };

type Holder = { pid: number; what: string; since: string };

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/**
 * Throws `busy`, naming the process that has the library, while another one has it.
 *
 * The lock is an exclusive transaction on an empty SQLite file: a file lock of the operating system, so there is
 * nothing stale to take over after a kill and no process id that could belong to someone else by now. The file beside
 * it only says who to name.
 */
export function takeLock(folder: string, what: string): Lock {
  const holderFile = join(folder, 'lock.json');
  const sqlite = new Sqlite(join(folder, 'lock'), { timeout: 0 });
  try {
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    sqlite.close();
    if ((error as { code?: unknown }).code !== 'SQLITE_BUSY') throw error;
    const holder = readHolder(holderFile);
    const who = holder ? `${holder.what} (process ${holder.pid}, since ${holder.since})` : 'another Atelier';
    throw new UserError('busy', `This library is open in ${who}.`, {
      hint: 'Use that window, close it first, or choose another library with --library.',
      source: folder,
      cause: error,
    });
  }
  const holder: Holder = { pid: process.pid, what, since: new Date().toISOString().slice(0, 19).replace('T', ' ') };
  writeFileSync(holderFile, JSON.stringify(holder));
  return {
    release: () => {
      rmSync(holderFile, { force: true });
      sqlite.close();
    },
  };
}
