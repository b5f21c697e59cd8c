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
  // The terminal sends Ctrl+C to the child as well; it decides when to end.
  process.on('SIGINT', () => undefined);
  process.exit(await run(process.execPath, [path.join(OUT, 'cli/main.js'), ...args], { cwd: process.cwd() }));
}

const display = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
const electron = electronBinary();
if (electron && display) process.exit(await run(electron, [ROOT]));
await openInBrowser();

async function openInBrowser(): Promise<void> {
  const why = electron
    ? 'there is no display'
    : 'Electron’s program is not installed (`npx install-electron` fetches it)';
  const { startStudio } = (await import(pathToFileURL(path.join(OUT, 'service/index.js')).href)) as StudioModule;
  const studio = await startStudio({});
  const stop = async (): Promise<never> => {
    await studio.close();
    process.exit(0);
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());

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
