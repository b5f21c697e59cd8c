// Opening a library: durable settings every time, one writer, and a refusal with a way out for what cannot be opened.
import { spawn } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../electron/library/migrations/index.ts';
import { takeSnapshot } from '../../electron/library/snapshots.ts';
import { addImage, openTest, temporaryFolder } from './support.ts';

test('durability is set on every open, not only the first', () => {
  const root = temporaryFolder();
  openTest(root).close();
  const { sqlite } = openTest(root).db;
  expect(sqlite.pragma('synchronous', { simple: true })).toBe(2);
  expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
});

test('a second start is told who has the library; a killed one holds nothing back', async () => {
  const root = temporaryFolder();
  const module_ = JSON.stringify(join(import.meta.dirname, '../../electron/library/library.ts'));
  const program = `import { openLibrary } from ${module_};
    openLibrary(${JSON.stringify(root)}, 'the other window'); console.log('open'); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const error = {
    kind: 'busy',
    message: expect.stringContaining(`the other window (process ${child.pid ?? ''}`) as string,
  };
  expect(() => openTest(root)).toThrow(expect.objectContaining(error) as Error);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  openTest(root);
  expect(() => openTest(root)).toThrow(/open in a test/);
});

test('a library of a newer version is refused and left as it is', () => {
  const root = temporaryFolder();
  openTest(root).close();
  const file = join(root, 'library.sqlite');
  const newer = new Sqlite(file);
  newer.pragma(`user_version = ${migrations.length + 1}`);
  newer.close();
  const before = readFileSync(file);
  expect(() => openTest(root)).toThrow(expect.objectContaining({ kind: 'newer-version', source: file }) as Error);
  expect(readFileSync(file)).toEqual(before);
});

test('a damaged database is named, with the command that restores its newest copy', async () => {
  const root = temporaryFolder();
  const library = openTest(root);
  for (let n = 0; n < 50; n++) await addImage(library, `picture ${n}`);
  const snapshot = takeSnapshot(library.db.sqlite, library.folders, 'test');
  library.close();
  const file = openSync(join(root, 'library.sqlite'), 'r+');
  writeSync(file, Buffer.alloc(20_000, 0x55), 0, 20_000, 4096);
  const error = {
    kind: 'corrupt',
    source: library.folders.database,
    hint: expect.stringContaining(snapshot) as string,
  };
  expect(() => openTest(root)).toThrow(expect.objectContaining(error) as Error);
});

test('an older library is copied before it is brought up to date', () => {
  const root = temporaryFolder();
  openTest(root).close();
  expect(existsSync(join(root, 'backups'))).toBe(false);
  const old = new Sqlite(join(root, 'library.sqlite'));
  const added = (sqlite: Sqlite.Database) => void sqlite.exec('CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT');
  (migrations as ((sqlite: Sqlite.Database) => void)[]).push(added);
  onTestFinished(() => void (migrations as unknown[]).pop());
  old.close();
  const { db } = openTest(root);
  expect(db.sqlite.pragma('user_version', { simple: true })).toBe(migrations.length);
  const [name = ''] = readdirSync(join(root, 'backups'));
  expect(name).toMatch(new RegExp(`before-schema-${migrations.length}\\.sqlite$`));
  const copy = new Sqlite(join(root, 'backups', name), { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(migrations.length - 1);
  copy.close();
});

test('a migration that fails changes nothing', () => {
  const root = temporaryFolder();
  openTest(root).close();
  const failing = (sqlite: Sqlite.Database) => {
    sqlite.exec('CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT');
    throw new Error('half-way');
  };
  (migrations as ((sqlite: Sqlite.Database) => void)[]).push(failing);
  onTestFinished(() => void (migrations as unknown[]).pop());
  expect(() => openTest(root)).toThrow('half-way');
  (migrations as unknown[]).pop();
  const { db } = openTest(root);
  (migrations as unknown[]).push(failing);
  expect(db.sqlite.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ n: 0 });
});
