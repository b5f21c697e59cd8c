// atelier library check | backup [FOLDER] | restore [BACKUP]
import { resolve } from 'node:path';
import { backupLibrary, checkLibrary, libraryLocation, newestSnapshot, restoreLibrary } from '../../service/index.ts';
import { EXIT, note, printJson, printLines } from '../console.ts';
import type { CommonOptions } from '../workshop.ts';

/** Exit code 1 if anything is wrong. */
export async function check(flags: CommonOptions): Promise<number> {
  const root = libraryLocation(flags.library);
  const report = await checkLibrary(root, (done, total) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done}/${total} files`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const { images, files, orphans, problems } = report;
  if (flags.json) printJson({ library: root, images, files, orphans, problems });
  else {
    printLines([`${root}: ${images} pictures, ${files} files, ${orphans} without a picture.`]);
    printLines(problems.map(({ kind, message }) => `${kind}: ${message}`));
    if (problems.length > 0) note('A backup can be put back with “atelier library restore”.');
  }
  return problems.length > 0 ? EXIT.failed : EXIT.ok;
}

export async function backup(target: string | undefined, flags: CommonOptions): Promise<number> {
  const root = libraryLocation(flags.library);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const { path, files } = await backupLibrary(root, target ?? `${root}-backup-${stamp}`);
  if (flags.json) printJson({ library: root, backup: path, files });
  else printLines([path]);
  return EXIT.ok;
}

export async function restore(from: string | undefined, flags: CommonOptions): Promise<number> {
  const root = libraryLocation(flags.library);
  const path = from === undefined ? newestSnapshot(root) : resolve(from);
  const { kept } = await restoreLibrary(root, path);
  if (flags.json) printJson({ library: root, restored: path, kept });
  else printLines([`Restored ${path}.`, ...(kept ? [`What was there before is kept in ${kept}.`] : [])]);
  return EXIT.ok;
}
