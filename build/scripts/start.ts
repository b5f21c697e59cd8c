// `npm start`: opens the studio (Electron, else a browser's app window, else any browser) or runs a command of `atelier`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { findAppBrowser, openAppWindow } from './app-window.ts';
import { buildIfStale } from './build.ts';
import { electronBinary } from './electron-binary.ts';
import { OUT, ROOT, run } from './paths.ts';

const args = process.argv.slice(2);
await buildIfStale();

if (args.length > 0) {
  const command = path.join(OUT, 'cli/main.js');
  process.argv.splice(1, process.argv.length, command, ...args);
  await import(pathToFileURL(command).href);
} else {
  await openStudio();
}

async function openStudio(): Promise<void> {
  const display = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  const electron = electronBinary();
  if (electron && display) process.exit(await run(electron, [ROOT]));
  const why = electron
    ? 'there is no display'
    : 'Electron’s program is not installed (`npx install-electron` fetches it)';
  await openInBrowser(Boolean(display), why);
}

async function openInBrowser(display: boolean, why: string): Promise<void> {
  const { startStudio } = (await import(pathToFileURL(path.join(OUT, 'service/index.js')).href)) as StudioModule;
  const studio = await startStudio({});
  const stop = async (): Promise<never> => {
    await studio.close();
    process.exit(0);
  };
  // A terminal sends Ctrl+C to every process of the command, so it may come twice.
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());

  const browser = display ? findAppBrowser(existsSync) : null;
  console.log(`\nAtelier is running at\n\n  ${studio.url}\n`);
  console.log(`It runs in a browser because ${why}.`);
  if (!browser)
    console.log(
      `Open the address in any browser on this computer${display ? '' : ' (no display was found here)'}. Ctrl+C stops it.`,
    );
  else {
    console.log(`Its window is opened by ${browser}. Closing the window or Ctrl+C stops it.`);
    const opened = await openAppWindow(browser, studio.url, path.join(studio.library, 'cache/window'));
    if (opened) await stop();
    console.log(
      'The window could not be opened. Open the address in any browser on this computer. Ctrl+C stops Atelier.',
    );
  }
}

type StudioModule = {
  startStudio: (
    options: Record<string, never>,
  ) => Promise<{ url: string; library: string; close: () => Promise<void> }>;
};
