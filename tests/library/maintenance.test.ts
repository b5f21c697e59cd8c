// Check, backup and restore: damage is found and named, a backup is a whole library, and nothing that was there is lost.
import { appendFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { LibraryQuery } from '#contract/image.ts';
import { backupLibrary, checkLibrary, restoreLibrary } from '../../electron/library/maintenance.ts';
import { takeSnapshot } from '../../electron/library/snapshots.ts';
import { addImage, openTest, temporaryFolder } from './support.ts';

const check = (root: string) => checkLibrary(root, () => undefined);
const ALL = LibraryQuery.parse({});

test('a changed and a missing file are found by name, also while the library is open', async () => {
  const library = openTest(join(temporaryFolder(), 'library'));
  const { root } = library.folders;
  const changed = await addImage(library, 'one', { name: 'changed.png' });
  const missing = await addImage(library, 'two', { name: 'missing.png' });
  await addImage(library, 'three');
  expect(await check(root)).toMatchObject({ images: 3, files: 3, orphans: 0, problems: [] });
  appendFileSync(library.files.path(changed.sha256), 'x');
  rmSync(library.files.path(missing.sha256));
  const { problems } = await check(root);
  expect(problems.map(({ kind }) => kind)).toEqual(['damaged-file', 'missing-file']);
  expect(problems.map(({ message }) => message).join()).toMatch(/changed\.png.*missing\.png/);
});

test('a backup of an open library opens by itself and can be put back; what was there is kept', async () => {
  const folder = temporaryFolder();
  const root = join(folder, 'library');
  const library = openTest(root);
  await addImage(library, 'one');
  const backup = join(folder, 'backup');
  expect(await backupLibrary(root, backup)).toEqual({ path: backup, files: 1 });
  expect(await check(backup)).toMatchObject({ images: 1, problems: [] });
  await expect(backupLibrary(root, backup)).rejects.toMatchObject({ kind: 'bad-input', source: backup });
  await addImage(library, 'two');
  await expect(restoreLibrary(root, backup)).rejects.toMatchObject({ kind: 'busy' });
  library.close();
  const { kept } = await restoreLibrary(root, backup);
  const restored = openTest(root);
  expect(restored.images.list(ALL).total).toBe(1);
  expect(await check(kept ?? '')).toMatchObject({ images: 2, problems: [] });
  expect(readdirSync(folder).filter((name) => name.includes('tmp'))).toEqual([]);
});

test('a damaged database is replaced by a copy of it', async () => {
  const root = join(temporaryFolder(), 'library');
  const library = openTest(root);
  await addImage(library, 'one');
  const snapshot = takeSnapshot(library.db.sqlite, library.folders, 'test');
  library.close();
  writeFileSync(library.folders.database, 'no database');
  expect((await check(root)).problems).toMatchObject([{ kind: 'database' }]);
  const { kept } = await restoreLibrary(root, snapshot);
  expect(existsSync(kept ?? '')).toBe(true);
  expect(openTest(root).images.list(ALL).total).toBe(1);
});

test('what is no backup is refused before anything is touched', async () => {
  const root = join(temporaryFolder(), 'library');
  openTest(root).close();
  const junk = join(dirname(root), 'junk.sqlite');
  writeFileSync(junk, 'junk');
  await expect(restoreLibrary(root, junk)).rejects.toMatchObject({ kind: 'corrupt', source: junk });
  await expect(restoreLibrary(root, join(root, 'nowhere'))).rejects.toMatchObject({ kind: 'not-found' });
  expect(existsSync(join(root, 'library.sqlite'))).toBe(true);
  await expect(check(dirname(root))).rejects.toMatchObject({ kind: 'not-found' });
});
