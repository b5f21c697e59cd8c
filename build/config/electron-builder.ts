// electron-builder's configuration: what goes into an installed Atelier, its installers, file associations and fuses.
import type { Configuration, FileAssociation } from 'electron-builder';
import { PICTURE_TYPES } from '../../electron/shell/pictures.ts';
import { nodeProgram } from '../../electron/shell/places.ts';

export type Target = { platform: 'linux' | 'darwin' | 'win32'; arch: 'x64' | 'arm64' };
/** `e2e` may be driven by Playwright, which needs Node's inspector; `release` may not. */
export type Flavour = 'release' | 'e2e';

/**
 * Packages that the bundled service and engine load at run time, with the files they need there. The first three are those
 * that the Vite builds leave out; the others are what these require.
 */
export function runtimePackages({ platform, arch }: Target): { name: string; files: string[] }[] {
  const always = ['package.json', 'LICENSE*'];
  // On Windows the sharp package brings libvips itself.
  const libvips = platform === 'win32' ? [] : [{ name: `@img/sharp-libvips-${platform}-${arch}`, files: ['**/*'] }];
  return [
    { name: 'better-sqlite3', files: [...always, 'lib/**/*.js', `prebuilds/${platform}-${arch}.node`] },
    { name: 'sharp', files: [...always, 'dist/**/*.{cjs,mjs}'] },
    { name: 'onnxruntime-node', files: [...always, 'dist/**/*.js', `bin/napi-v6/${platform}/${arch}/*`] },
    { name: `@img/sharp-${platform}-${arch}`, files: ['**/*'] },
    ...libvips,
    { name: '@img/colour', files: [...always, '*.cjs'] },
    { name: 'detect-libc', files: [...always, 'lib/**/*.js'] },
    { name: 'semver', files: [...always, '**/*.js'] },
    { name: 'onnxruntime-common', files: [...always, 'dist/**/*.js', 'dist/**/package.json'] },
  ];
}

function fuses(flavour: Flavour): NonNullable<Configuration['electronFuses']> {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: flavour === 'e2e',
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  };
}

const fileAssociations: FileAssociation[] = PICTURE_TYPES.map(({ name, mimeType, extensions }) => ({
  ext: [...extensions],
  name,
  description: name,
  mimeType,
  role: 'Editor',
  // Atelier offers itself; it does not take pictures over from the program that shows them now.
  rank: 'Alternate',
}));

/** `electronDist`: folder of an unpacked Electron, or of its zip files, for building without a network. */
export function builderConfig(
  target: Target,
  flavour: Flavour = 'release',
  electronDist: string | null = null,
): Configuration {
  const { platform } = target;
  return {
    appId: 'app.atelier.studio',
    productName: 'Atelier',
    copyright: 'Copyright © 2026 The Atelier authors',
    directories: { output: `dist/${flavour}`, buildResources: 'build/config' },
    artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
    electronDist,
    // Every native module is Node-API and runs in plain Node: there is nothing to build against Electron.
    npmRebuild: false,
    asar: true,
    asarUnpack: ['**/*.node'],
    files: [
      'out/shell/**/*',
      'out/renderer/**/*',
      'resources/icons/icon.png',
      'package.json',
      '!**/*.map',
      '!**/node_modules/**/*',
    ],
    // Below `studio`, the layout of the source tree again: the service finds its neighbours the same way in both.
    extraResources: [
      { from: nodeProgram(platform, target.arch), to: platform === 'win32' ? 'node/node.exe' : 'node/node' },
      // Not the project's own: what goes here is taken out of the archive, which needs that one.
      { from: 'out/package.json', to: 'studio/package.json' },
      ...['service', 'engine'].map((part) => ({
        from: `out/${part}`,
        to: `studio/out/${part}`,
        filter: ['**/*', '!**/*.map'],
      })),
      { from: 'resources/models', to: 'studio/resources/models' },
      { from: 'resources/features', to: 'studio/resources/features' },
      { from: 'resources/samples', to: 'studio/resources/samples' },
      ...runtimePackages(target).map(({ name, files }) => ({
        from: `node_modules/${name}`,
        to: `studio/node_modules/${name}`,
        filter: files,
      })),
      { from: 'LICENSE', to: 'LICENSE' },
      { from: 'THIRD-PARTY-NOTICES.md', to: 'THIRD-PARTY-NOTICES.md' },
    ],
    electronLanguages: ['en', 'en-US', 'zh-CN', 'zh_CN'],
    electronFuses: fuses(flavour),
    fileAssociations,
    icon: 'resources/icons/icon.png',
    publish: null,
    linux: {
      target: ['AppImage', 'deb'],
      executableName: 'atelier',
      category: 'Graphics',
      synopsis: 'Image studio: upscale, restyle, edit and train, offline',
      maintainer: 'The Atelier authors',
      vendor: 'The Atelier authors',
      icon: 'resources/icons',
    },
    mac: {
      target: ['dmg'],
      category: 'public.app-category.photography',
      hardenedRuntime: true,
      binaries: ['Contents/Resources/node/node'],
    },
    win: { target: ['nsis'] },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  };
}
