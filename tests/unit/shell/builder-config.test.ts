// What electron-builder is told: valid by its own schema, and complete enough that the installed service finds its packages.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Configuration } from 'electron-builder';
import { expect, test } from 'vitest';
import { builderConfig, runtimePackages, type Target } from '../../../build/config/electron-builder.ts';
import { NATIVE } from '../../../build/config/vite.node.ts';
import { nodeProgram, placesOf } from '../../../electron/shell/places.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const HERE = { platform: process.platform, arch: process.arch } as Target;
const TARGETS: Target[] = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'linux', arch: 'arm64' },
  { platform: 'darwin', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
];

const require = createRequire(import.meta.url);
const { validateConfiguration } = require(
  path.join(ROOT, 'node_modules/app-builder-lib/out/util/config/config.js'),
) as {
  validateConfiguration: (config: Configuration, log: { isEnabled: boolean }) => Promise<void>;
};

test.each(TARGETS)('is valid by electron-builder’s own schema: %o', async (target) => {
  for (const flavour of ['release', 'e2e'] as const) {
    await validateConfiguration(builderConfig(target, flavour, '/electron'), { isEnabled: false });
  }
});

test('the schema does refuse what it does not know', async () => {
  const wrong = { ...builderConfig(HERE), fuses: {} } as Configuration;
  await expect(validateConfiguration(wrong, { isEnabled: false })).rejects.toThrow(/fuses/);
});

test('every kind of picture opens with Atelier, which takes none over', () => {
  const associations = [builderConfig(HERE).fileAssociations ?? []].flat();
  const extensions = associations.flatMap(({ ext }) => ext);
  expect(extensions.sort()).toEqual(['avif', 'gif', 'jpeg', 'jpg', 'png', 'tif', 'tiff', 'webp']);
  expect(associations.every(({ rank }) => rank === 'Alternate')).toBe(true);
});

test('what the Vite builds leave out is packed beside them, for the one platform', () => {
  for (const target of TARGETS) {
    const packages = runtimePackages(target);
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(NATIVE));
    const foreign = TARGETS.filter(({ platform, arch }) => platform !== target.platform || arch !== target.arch);
    const files = packages.flatMap(({ name, files }) => files.map((file) => `${name}/${file}`));
    for (const { platform, arch } of foreign) {
      expect(
        files.filter((file) => file.includes(`${platform}-${arch}`) || file.includes(`${platform}/${arch}`)),
      ).toEqual([]);
    }
  }
});

test('the packed files are where the shell looks for them', () => {
  for (const target of TARGETS) {
    const { extraResources } = builderConfig(target);
    const to = [extraResources ?? []].flat().map((entry) => (typeof entry === 'string' ? entry : (entry.to ?? '')));
    const places = placesOf({
      packaged: true,
      appPath: '/r/app.asar',
      resourcesPath: '/r',
      platform: target.platform,
      arch: target.arch,
    });
    expect(to).toContain(path.posix.relative('/r', places.node));
    expect(to).toContain(path.posix.relative('/r', path.posix.dirname(places.service)));
    expect(to).toEqual(expect.arrayContaining(['studio/out/engine', 'studio/resources/models', 'studio/package.json']));
  }
});

test('with nothing but the packed files the native packages load and work in the packed Node', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-packed-'));
  for (const { name, files } of runtimePackages(HERE)) {
    const from = path.join(ROOT, 'node_modules', name);
    for (const file of globSync(files, { cwd: from })) {
      const to = path.join(folder, 'node_modules', name, file);
      mkdirSync(path.dirname(to), { recursive: true });
      cpSync(path.join(from, file), to, { recursive: true, dereference: true });
    }
  }
  const script = `
    const Database = require('better-sqlite3');
    const sharp = require('sharp');
    const ort = require('onnxruntime-node');
    const one = new Database(':memory:').prepare('select 1 as one').get().one;
    sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } }).png().toBuffer()
      .then((png) => console.log(one, png.length > 0, ort.listSupportedBackends().length > 0));`;
  const node = path.join(ROOT, nodeProgram(HERE.platform, HERE.arch));
  // Without the project's folders on the way up, as in an installed app.
  const out = execFileSync(node, ['-e', script], { cwd: folder, env: { PATH: '' }, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect(out.trim()).toBe('1 true true');
});

test('the icons are there in every size that is named', () => {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    expect(existsSync(path.join(ROOT, `resources/icons/${size}x${size}.png`))).toBe(true);
  }
});
