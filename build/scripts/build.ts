// Builds service, engine, command line, renderer and shell into out/; `buildIfStale` does so only when a source is newer.
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { OUT, ROOT } from './paths.ts';

const STAMP = path.join(OUT, 'built');
const SOURCES = ['electron', 'renderer', 'build/config', 'package-lock.json'];

const PARTS: { name: string; config: string; mode: string }[] = [
  { name: 'engine', config: 'vite.node.ts', mode: 'engine' },
  { name: 'service', config: 'vite.node.ts', mode: 'service' },
  { name: 'command line', config: 'vite.node.ts', mode: 'cli' },
  { name: 'renderer', config: 'vite.renderer.ts', mode: 'production' },
  { name: 'shell', config: 'vite.shell.ts', mode: 'production' },
];

export async function buildAll(): Promise<void> {
  rmSync(STAMP, { force: true });
  for (const { name, config, mode } of PARTS) {
    process.stderr.write(`building ${name} …\n`);
    await build({ configFile: path.join(ROOT, 'build/config', config), mode });
  }
  writeFileSync(STAMP, new Date().toISOString());
}

export async function buildIfStale(): Promise<void> {
  const builtAt = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = Math.max(...SOURCES.map((source) => newestChange(path.join(ROOT, source))));
  if (newest > builtAt) await buildAll();
}

/** Latest modification below a file or folder, Unix milliseconds. */
function newestChange(file: string): number {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = 0;
  for (const name of readdirSync(file)) {
    newest = Math.max(newest, newestChange(path.join(file, name)));
  }
  return newest;
}

if (import.meta.main) await buildAll();
