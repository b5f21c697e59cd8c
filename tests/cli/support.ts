// Runs the `atelier` command in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '../..');

export function start(library: string, args: string[]): ChildProcess {
  const env = { ...process.env, ATELIER_LIBRARY: library };
  const child = spawn(process.execPath, [join(root, 'electron/cli/main.ts'), ...args], { cwd: root, env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

export async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

export const atelier = (library: string, ...args: string[]) => ended(start(library, args));
