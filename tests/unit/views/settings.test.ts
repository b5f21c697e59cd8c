// What Settings shows of name templates and of the log.
import { expect, test } from 'vitest';
import { exampleName } from '../../../renderer/views/settings/example-name.ts';
import { readLogLine } from '../../../renderer/views/settings/log-line.ts';

test('a name template is shown filled in, a field that does not exist as it was typed', () => {
  expect(exampleName('{name}-{scale}', 'same')).toBe('IMG_2034-4x.jpg');
  expect(exampleName('{date} {nmae}', 'tiff', new Date(2026, 0, 31))).toBe('2026-01-31 {nmae}.tif');
});

test('log lines are read with their time, level and details; others are shown as they are', () => {
  const line =
    '{"level":40,"time":"2026-11-23T08:11:35.947Z","file":"a.jpg","err":{"message":"no space"},"msg":"not kept"}';
  expect(readLogLine(line)).toEqual({ time: '08:11:35', level: 'warn', text: 'not kept  file=a.jpg  err=no space' });
  expect(readLogLine('plain words')).toEqual({ time: '', level: '', text: 'plain words' });
});
