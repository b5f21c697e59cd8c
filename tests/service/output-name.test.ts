// Names and places of results: safe on every platform, below the chosen folder, never on an input.
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { pathFacts } from '../../electron/service/item-plan.ts';
import { choosePath, fillTemplate, safeFolders, safeSegment, scaleName } from '../../electron/service/output-name.ts';

const fields = { name: 'photo', scale: '4x', model: 'm', width: '40', height: '30', date: '2026-01-31' };

test('a template is filled in, unknown fields stay', () => {
  expect(fillTemplate('{name}-{scale}', fields, 'jpg')).toBe('photo-4x.jpg');
  expect(fillTemplate('{date}_{width}×{height}_{what}', fields, 'png')).toBe('2026-01-31_40×30_{what}.png');
  expect(scaleName({ by: 'width', pixels: 100 }, 2.5)).toBe('2.5x');
});

test.each([
  ['../../etc/passwd', '.._.._etc_passwd'],
  ['a:b*c?"<>|d', 'a_b_c_____d'],
  ['CON', '_CON'],
  ['com1.txt', '_com1.txt'],
  ['ends in dot. ', 'ends in dot'],
  ['...', 'picture'],
  ['图片 café', '图片 café'],
])('%s becomes a name that every platform takes', (given, expected) => {
  expect(safeSegment(given)).toBe(expected);
});

test('a long name is cut between characters and leaves room for extension and number', () => {
  const name = fillTemplate('{name}', { ...fields, name: '👩‍🎨画'.repeat(100) }, 'tiff');
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(245);
  expect(name.endsWith('.tiff')).toBe(true);
  expect(name).not.toContain('\ufffd');
});

test('folders below the dropped one cannot lead out of the destination', () => {
  expect(safeFolders('a/../../b\\c')).toBe(join('a', 'b', 'c'));
  expect(safeFolders('../..')).toBe('');
});

function facts(existing: string[], reserved: string[] = [], inputs: string[] = []) {
  return { ...pathFacts(reserved, inputs), exists: (path: string) => existing.includes(path) };
}

test('an existing file is numbered, replaced or skipped as asked', () => {
  const there = facts(['/o/a.png', '/o/a-2.png']);
  expect(choosePath('/o/a.png', 'number', there)).toBe('/o/a-3.png');
  expect(choosePath('/o/a.png', 'overwrite', there)).toBe('/o/a.png');
  expect(choosePath('/o/a.png', 'skip', there)).toBeNull();
});

test('neither an input nor the result of another file is ever replaced', () => {
  expect(choosePath('/o/a.png', 'overwrite', facts(['/o/a.png'], [], ['/o/A.PNG']))).toBe('/o/a-2.png');
  expect(basename(choosePath('/o/a.png', 'overwrite', facts([], ['/o/a.png', '/o/a-2.png'])) ?? '')).toBe('a-3.png');
  expect(choosePath('/o/a.png', 'skip', facts([], ['/o/a.png']))).toBe('/o/a-2.png');
});
