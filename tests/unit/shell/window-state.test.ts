// The window comes back where it was, and never where nobody can see it.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { placeWindow, readWindowState, writeWindowState } from '../../../electron/shell/window-state.ts';

const MAIN = { x: 0, y: 25, width: 1920, height: 1015 };
const RIGHT = { x: 1920, y: 0, width: 1280, height: 1024 };
const state = (x: number, y: number, width = 1000, height = 700) => ({ x, y, width, height, maximized: false });

test('first start: centred on the main display and no larger than it', () => {
  expect(placeWindow(null, [MAIN])).toEqual({ x: 240, y: 83, width: 1440, height: 900, maximized: false });
  const small = { x: 0, y: 0, width: 1024, height: 600 };
  expect(placeWindow(null, [small])).toMatchObject(small);
});

test('a place on any display is kept', () => {
  expect(placeWindow(state(100, 100), [MAIN, RIGHT])).toEqual(state(100, 100));
  expect(placeWindow(state(2000, 50), [MAIN, RIGHT])).toEqual(state(2000, 50));
});

test.each([
  ['on a display that was unplugged', state(2000, 50)],
  ['above the screen, where the title bar cannot be gripped', state(100, -600)],
  ['below it', state(100, 1035)],
  ['almost wholly to the left', state(-950, 100)],
])('%s: back to the middle', (_where, lost) => {
  expect(placeWindow(lost, [MAIN])).toMatchObject({ x: 240, y: 83 });
});

test('a window larger than its display shrinks; a maximized one stays so', () => {
  expect(placeWindow(state(0, 25, 4000, 3000), [MAIN])).toMatchObject({ width: 1920, height: 1015 });
  expect(placeWindow({ ...state(5000, 0), maximized: true }, [MAIN]).maximized).toBe(true);
});

test('is read back as written; a damaged file counts as none', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-window-'));
  const file = path.join(folder, 'window.json');
  expect(readWindowState(file)).toBeNull();
  writeWindowState(file, state(1, 2));
  expect(readWindowState(file)).toEqual(state(1, 2));
  expect(readdirSync(folder)).toEqual(['window.json']);
  for (const damaged of ['', '{"x":', '{"x":1,"y":2,"width":-5,"height":3,"maximized":false}']) {
    writeFileSync(file, damaged);
    expect(readWindowState(file)).toBeNull();
  }
  rmSync(folder, { recursive: true });
});
