// `npm run package`: builds Atelier and makes its installers for this machine's system; `--help` lists the options.
import { Arch, build, Platform } from 'electron-builder';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { nodeProgram } from '../../electron/shell/places.ts';
import { builderConfig, runtimePackages, type Target } from '../config/electron-builder.ts';
import { buildAll } from './build.ts';
import { electronBinary, electronDist } from './electron-binary.ts';
import { OUT, ROOT } from './paths.ts';

const HELP = `npm run package -- [options]
  --dir                   the unpacked app only: needs none of electron-builder's downloaded tools
  --e2e                   the flavour that Playwright can drive (Node's inspector allowed)
  --electron-dist FOLDER  an unpacked Electron, or a folder of its zip files, instead of a download
  --skip-build            pack what out/ holds`;

const { values: options } = parseArgs({
  options: {
    dir: { type: 'boolean', default: false },
    e2e: { type: 'boolean', default: false },
    'electron-dist': { type: 'string' },
    'skip-build': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** What must lie in the tree before anything can be packed, each with the way to get it. */
function missing(target: Target): string[] {
  const native: Record<string, string> = {
    'better-sqlite3': `prebuilds/${target.platform}-${target.arch}.node`,
    'onnxruntime-node': `bin/napi-v6/${target.platform}/${target.arch}`,
  };
  const needed = [
    { file: nodeProgram(target.platform, target.arch), way: 'npm ci' },
    ...runtimePackages(target).map(({ name }) => ({
      file: path.join('node_modules', name, native[name] ?? 'package.json'),
      way: `npm ci on ${target.platform} ${target.arch}, if ${name} exists for it`,
    })),
    { file: 'resources/models/realesrgan-compact-x4/model.onnx', way: 'npm run models:import' },
    { file: 'THIRD-PARTY-NOTICES.md', way: 'node build/scripts/notices.ts' },
  ];
  return needed.filter(({ file }) => !existsSync(path.join(ROOT, file))).map(({ file, way }) => `  ${file}  (${way})`);
}

type Manifest = { name: string; version: string; type: string; homepage?: string };
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** What the installed service's folder says of itself: its name, its version, and that its files are ES modules. */
function writeStudioManifest(): void {
  const { name, version, type } = manifest;
  writeFileSync(path.join(OUT, 'package.json'), JSON.stringify({ name, version, type }));
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

async function main(): Promise<void> {
  if (options.help) return console.log(HELP);
  const platform = { linux: Platform.LINUX, darwin: Platform.MAC, win32: Platform.WINDOWS }[process.platform as string];
  const arch = { x64: Arch.x64, arm64: Arch.arm64 }[process.arch as string];
  if (!platform || arch === undefined) fail(`Atelier is not packed for ${process.platform} ${process.arch}.`);
  const target = { platform: process.platform, arch: process.arch } as Target;

  const gaps = missing(target);
  if (gaps.length > 0) fail(`These are needed and not here:\n${gaps.join('\n')}`);
  if (!options['skip-build']) await buildAll();
  writeStudioManifest();

  const dist = options['electron-dist'] ?? (electronBinary() ? electronDist() : null);
  if (!dist) {
    console.log(
      'Electron’s program is not here: electron-builder will download it. Without a network, give --electron-dist.',
    );
  }
  const config = builderConfig(target, options.e2e ? 'e2e' : 'release', dist);
  const kinds = options.dir ? ['dir'] : targetsOf(config, target);
  const files = await build({ projectDir: ROOT, targets: platform.createTarget(kinds, arch), config });
  for (const file of files) console.log(path.relative(ROOT, file));
}

function targetsOf(config: ReturnType<typeof builderConfig>, { platform }: Target): string[] {
  const section = { linux: config.linux, darwin: config.mac, win32: config.win }[platform];
  const kinds = [section?.target ?? []].flat().map((kind) => (typeof kind === 'string' ? kind : kind.target));
  // Debian packages must name a home page, and electron-builder refuses to make one without.
  if (platform !== 'linux' || manifest.homepage) return kinds;
  console.log('Left out: deb, because package.json names no homepage.');
  return kinds.filter((kind) => kind !== 'deb');
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  fail(
    'Packing stopped. Electron and the installer tools are downloads of electron-builder: without a network, use --dir and --electron-dist.',
  );
});
