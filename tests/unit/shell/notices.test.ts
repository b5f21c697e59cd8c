// Licences: what is shipped is found in the lock file, and nothing that may not be shipped gets through.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { closure, isAllowed, type Locked } from '../../../build/scripts/licence-list.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

test.each([
  ['MIT', true],
  ['(MIT OR CC0-1.0)', true],
  ['GPL-3.0-only OR MIT', true],
  ['Apache-2.0 AND MIT', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['AGPL-3.0-only', false],
  ['LGPL-3.0-or-later', false],
  ['CC-BY-NC-4.0', false],
  ['UNLICENSED', false],
  ['SEE LICENSE IN LICENSE', false],
  ['not stated', false],
  ['', false],
])('%s: %s', (expression, allowed) => expect(isAllowed(expression)).toBe(allowed));

test('the LGPL is allowed for libvips, a library beside the program, and for nothing else', () => {
  expect(isAllowed('LGPL-3.0-or-later', '@img/sharp-libvips-linux-x64')).toBe(true);
  expect(isAllowed('Apache-2.0 AND LGPL-3.0-or-later', '@img/sharp-win32-x64')).toBe(true);
  expect(isAllowed('LGPL-3.0-or-later', 'left-pad')).toBe(false);
});

test('follows dependencies as Node does: the nearest node_modules first', () => {
  const lock: Record<string, Locked> = {
    'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '*', c: '*' } },
    'node_modules/a/node_modules/b': { version: '2.0.0', license: 'ISC', dependencies: { c: '*' } },
    'node_modules/b': { version: '1.0.0', license: 'GPL-3.0-only' },
    'node_modules/c': {
      version: '3.0.0',
      optionalDependencies: { 'x-linux-x64': '*', 'x-linux-ppc64': '*', gone: '*' },
    },
    'node_modules/x-linux-x64': { version: '1.0.0', license: 'MIT', os: ['linux'] },
    'node_modules/x-linux-ppc64': { version: '1.0.0', license: 'MIT', os: ['linux'] },
    'node_modules/unrelated': { version: '1.0.0', license: 'MIT' },
  };
  const found = closure(lock, ['a']).map(({ name, version, licence }) => `${name} ${version} ${licence}`);
  expect(found).toEqual(['a 1.0.0 MIT', 'b 2.0.0 ISC', 'c 3.0.0 not stated', 'x-linux-x64 1.0.0 MIT']);
  expect(() => closure(lock, ['missing'])).toThrow(/missing/);
});

test('the notices of this tree are up to date and name what is loaded at run time', () => {
  const check = spawnSync(process.execPath, ['build/scripts/notices.ts', '--check'], { cwd: ROOT, encoding: 'utf8' });
  expect({ status: check.status, said: check.stderr }).toEqual({ status: 0, said: '' });
  const text = readFileSync(path.join(ROOT, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  expect(text).toMatch(/\| Node\.js +\| 24\./);
  for (const name of ['sharp', 'better-sqlite3', 'onnxruntime-node', 'svelte']) expect(text).toContain(`| ${name} |`);
});
