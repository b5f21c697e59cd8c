// Where things are in the source tree, and how its scripts start programs.
import { spawn, type SpawnOptions } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const OUT = path.join(ROOT, 'out');

/** Runs a program to its end and gives its exit code (1 when a signal ended it). */
export function run(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** The script behind a package's command, to be run by this Node. */
export function packageBin(relative: string): string {
  return path.join(ROOT, 'node_modules', relative);
}
