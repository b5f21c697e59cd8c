// A window without browser controls, from a Chromium-family browser that is installed here.
import { spawn } from 'node:child_process';
import process from 'node:process';
import path from 'node:path';

const LINUX = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
  'vivaldi',
];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser', 'Vivaldi'];
const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
];

/** Path of the first such browser, or `null`. */
export function findAppBrowser(exists: (file: string) => boolean): string | null {
  return candidates().find((file) => exists(file)) ?? null;
}

function candidates(): string[] {
  const { env } = process;
  if (process.platform === 'darwin') return MAC.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  if (process.platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    return roots.flatMap((root) => WINDOWS.map((file) => path.win32.join(root, file)));
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter);
  return LINUX.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** Opens the window and waits until it is closed; `false` if the browser could not show one. */
export function openAppWindow(browser: string, url: string, profile: string): Promise<boolean> {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(
      browser,
      [`--app=${url}`, `--user-data-dir=${profile}`, '--no-first-run', '--window-size=1440,900'],
      {
        stdio: 'ignore',
      },
    );
    child.once('error', () => resolve(false));
    // A browser that ends at once with an error (no display, no sandbox) never had a window.
    child.once('exit', (code) => resolve(code === 0 || Date.now() - started > 10_000));
  });
}
