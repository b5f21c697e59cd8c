// Files given on the command line, by a second start or by the dock reach the page, whenever it is ready.
import path from 'node:path';
import { expect, test } from 'vitest';
import { OpenFiles, pathsInArguments } from '../../../electron/shell/open-files.ts';

const cwd = path.resolve('/home/ann');

test('an installed app takes every argument that is no option', () => {
  const argv = ['/opt/Atelier/atelier', '--no-sandbox', 'a b.jpg', '/data/ü.png', '-psn_0_1', ''];
  expect(pathsInArguments(argv, cwd, true)).toEqual([path.join(cwd, 'a b.jpg'), path.resolve('/data/ü.png')]);
});

test('in development the project folder is not a picture', () => {
  expect(pathsInArguments(['electron', '--inspect=0', '/src/atelier', 'a.jpg'], cwd, false)).toEqual([
    path.join(cwd, 'a.jpg'),
  ]);
  expect(pathsInArguments(['electron', '/src/atelier'], cwd, false)).toEqual([]);
});

test('what comes before the page listens is kept, in order, and given once', () => {
  const given: string[][] = [];
  const files = new OpenFiles();
  files.add(['1']);
  files.add(['2', '3']);
  files.listen((paths) => given.push(paths));
  files.add(['4']);
  files.add([]);
  expect(given).toEqual([['1', '2', '3'], ['4']]);
});

test('what comes while the page is loaded again waits for it', () => {
  const given: string[][] = [];
  const files = new OpenFiles();
  files.listen((paths) => given.push(paths));
  files.pause();
  files.add(['1']);
  expect(given).toEqual([]);
  files.listen((paths) => given.push(paths));
  expect(given).toEqual([['1']]);
});
