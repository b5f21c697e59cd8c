// Whether Electron's program is on this machine, found by looking for its file: requiring the package would start a download.
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT } from './paths.ts';

const PROGRAM: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The folder Electron's program is looked for in; `ELECTRON_OVERRIDE_DIST_PATH` is the package's own way to name another. */
export function electronDist(): string {
  return process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(ROOT, 'node_modules/electron/dist');
}

/** Absolute path of the program, or `null` where it was not (or only half) installed. */
export function electronBinary(): string | null {
  const program = path.join(electronDist(), PROGRAM[process.platform] ?? 'electron');
  return existsSync(program) ? program : null;
}
