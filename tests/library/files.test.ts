// The file store and the bin: content-addressed, never half-written, and nothing removed that some picture needs.
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { BIN_DAYS, keepHouse } from '../../electron/library/housekeeping.ts';
import { addImage, openTest, sha256, temporaryFolder } from './support.ts';

const DAY = 24 * 3600 * 1000;

test('a file lies under its hash, equal files once, and the original is only read', async () => {
  const folder = temporaryFolder();
  const library = openTest(join(folder, 'library'));
  const original = join(folder, 'a.png');
  writeFileSync(original, 'pixels');
  chmodSync(original, 0o444);
  for (let n = 0; n < 2; n++) {
    const stored = await library.files.commit(await library.files.stage(original));
    expect(stored).toEqual({ sha256: sha256('pixels'), bytes: 6 });
  }
  const path = join(library.folders.files, sha256('pixels').slice(0, 2), sha256('pixels'));
  expect(readFileSync(path, 'utf8')).toBe('pixels');
  expect(statSync(original).mode & 0o777).toBe(0o444);
  expect(readdirSync(library.folders.tmp)).toEqual([]);
});

test('a stream that is too long or breaks off leaves nothing', async () => {
  const library = openTest(temporaryFolder());
  const stage = (chunks: Iterable<string> | AsyncIterable<string>, limit: number) =>
    library.files.stageStream(Readable.from(chunks), limit);
  await expect(stage(['12345', '6789'], 8)).rejects.toMatchObject({ kind: 'bad-input' });
  const broken = async function* () {
    yield await Promise.resolve('12');
    throw new Error('line cut');
  };
  await expect(stage(broken(), 8)).rejects.toThrow('line cut');
  expect(readdirSync(library.folders.tmp)).toEqual([]);
  expect((await stage(['1234', '5678'], 8)).bytes).toBe(8);
});

test('files without a picture are removed after a while, never those of a picture', async () => {
  const library = openTest(temporaryFolder());
  const kept = await addImage(library, 'kept');
  const lost = await library.files.commit(await library.files.stageStream(Readable.from(['lost']), 10));
  const path = library.files.path(lost.sha256);
  expect(await keepHouse(library)).toMatchObject({ swept: 0 });
  utimesSync(path, new Date(0), new Date(0));
  utimesSync(library.files.path(kept.sha256), new Date(0), new Date(0));
  expect(await keepHouse(library)).toMatchObject({ swept: 1 });
  expect(existsSync(path)).toBe(false);
  expect(existsSync(library.files.path(kept.sha256))).toBe(true);
});

test('the bin is emptied after 30 days; a file that another picture shares stays; children lose only their parent', async () => {
  const library = openTest(temporaryFolder());
  const parent = await addImage(library, 'same');
  const twin = await addImage(library, 'same', { name: 'twin.png' });
  const child = await addImage(library, 'child', { kind: 'output', parentId: parent.id });
  library.images.delete([parent.id]);
  expect(await keepHouse(library, Date.now() + (BIN_DAYS - 1) * DAY)).toMatchObject({ emptied: 0 });
  expect(library.images.get(child.id)?.parentId).toBe(parent.id);
  expect(await keepHouse(library, Date.now() + (BIN_DAYS + 1) * DAY)).toMatchObject({ emptied: 1 });
  expect(existsSync(library.files.path(twin.sha256))).toBe(true);
  expect(library.images.get(child.id)?.parentId).toBeNull();
  library.images.delete([twin.id]);
  await keepHouse(library, Date.now() + (BIN_DAYS + 1) * DAY);
  expect(existsSync(library.files.path(twin.sha256))).toBe(false);
});
