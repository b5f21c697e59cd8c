// Starts the built studio in Electron with a profile and a library of its own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { electronBinary } from '../../../build/scripts/electron-binary.ts';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

export type Studio = { app: ElectronApplication; page: Page; folder: string; close: () => Promise<void> };

export async function launchStudio(files: string[] = []): Promise<Studio> {
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-electron-'));
  const environment = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const app = await _electron.launch({
    executablePath: electronBinary() ?? 'electron',
    args: [`--user-data-dir=${path.join(folder, 'profile')}`, ROOT, ...files],
    env: {
      ...(Object.fromEntries(environment) as Record<string, string>),
      ATELIER_LIBRARY: path.join(folder, 'library'),
    },
    // Chromium refuses its sandbox to root, who only runs this in containers.
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const page = await app.firstWindow();
  await page.waitForLoadState('load');
  const close = async (): Promise<void> => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { app, page, folder, close };
}

/** Calls the service from the page over the preload's bridge; rejects with the service's message. */
export function call<T>(page: Page, method: string, args: object): Promise<T> {
  return page.evaluate(
    ([method, args]) =>
      new Promise<unknown>((resolve, reject) => {
        const bridge = (window as unknown as { atelier: Bridge }).atelier;
        // Far from the numbers that the page's own client uses.
        const id = 1_000_000_000 + Math.floor(Math.random() * 1_000_000_000);
        bridge.onFrame((frame) => {
          if (frame.id !== id) return;
          if (frame.error) reject(new Error(frame.error.message));
          else resolve(frame.result);
        });
        let sent = false;
        bridge.onConnection((open) => {
          if (!open || sent) return;
          sent = true;
          bridge.send({ id, method, args });
        });
      }),
    [method, args] as const,
  ) as Promise<T>;
}

type Bridge = {
  send: (frame: object) => void;
  onFrame: (listener: (frame: { id?: number; result?: unknown; error?: { message: string } }) => void) => void;
  onConnection: (listener: (open: boolean) => void) => void;
};

/** Process ids of the studio's services and engines below a process, on systems with `ps`. */
export function studioProcesses(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => {
    const [, pid = '', ppid = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), ppid: Number(ppid), args };
  });
  const below = (pid: number): typeof all =>
    all.filter(({ ppid }) => ppid === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(parent)
    .filter(({ args }) => /out[\\/](service|engine)[\\/]main\.js/.test(args))
    .map(({ pid }) => pid);
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
