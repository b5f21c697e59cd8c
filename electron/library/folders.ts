// Where things are inside a library folder, and where the library is by default.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export type LibraryFolders = {
  root: string;
  database: string;
  /** Content-addressed originals and results: `ab/<sha256>`. */
  files: string;
  /** The user's own models, one folder each. */
  models: string;
  /** Training runs, one folder each: settings, checkpoints, previews, statistics. */
  runs: string;
  /** Pictures to learn from that were sent by a browser, one folder for each dataset. */
  datasets: string;
  /** Thumbnails, pyramids, trials: may be deleted at any time. */
  cache: string;
  /** Unfinished work; emptied at each start. */
  tmp: string;
  /** Copies of the database, newest last by name. */
  backups: string;
};

export function libraryFolders(root: string): LibraryFolders {
  return {
    root,
    database: join(root, 'library.sqlite'),
    files: join(root, 'files'),
    models: join(root, 'models'),
    runs: join(root, 'runs'),
    datasets: join(root, 'datasets'),
    cache: join(root, 'cache'),
    tmp: join(root, 'tmp'),
    backups: join(root, 'backups'),
  };
}

/** `chosen` (--library), then ATELIER_LIBRARY, then the platform's user-data folder. */
export function libraryLocation(chosen?: string): string {
  const { ATELIER_LIBRARY, APPDATA, XDG_DATA_HOME } = process.env;
  const named = chosen ?? ATELIER_LIBRARY;
  if (named) return resolve(named);
  const home = homedir();
  if (process.platform === 'win32') return join(APPDATA ?? join(home, 'AppData', 'Roaming'), 'Atelier');
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'Atelier');
  return join(XDG_DATA_HOME ?? join(home, '.local', 'share'), 'atelier');
}
