// The browser the end-to-end tests drive: a Chromium of this machine, else the one from npm.
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import npmChromium, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function installed(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Unpacks the browser from npm into the temporary folder, with the libraries a bare machine lacks (NSS, Expat). */
async function fromNpm(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const libraries = await inflate(path.join(path.dirname(main), '../bin/al2023.tar.br'));
  setupLambdaEnvironment(path.join(libraries, 'lib'));
  return npmChromium.executablePath();
}

export async function launchBrowser(): Promise<Browser> {
  const system = process.env['ATELIER_TEST_BROWSER'] === 'npm' ? undefined : installed();
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: system ?? (await fromNpm()),
    args: [
      ...(asRoot || !system ? ['--no-sandbox'] : []),
      ...(system ? [] : ['--no-zygote']),
      ...['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
    ],
  });
}
