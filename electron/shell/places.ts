// Where the parts of the studio lie: in the source tree, and inside an installed app.
import path from 'node:path';

export type Places = {
  /** Folder of the built page. */
  renderer: string;
  preload: string;
  /** Entry of the studio service. */
  service: string;
  /** The plain Node that runs it. */
  node: string;
  icon: string;
};

/**
 * `appPath`: the project folder, or `app.asar` when installed. An installed app repeats the layout of the source tree in
 * `<resources>/studio`, so that the service finds the engine and the models the same way in both.
 */
export function placesOf(app: {
  packaged: boolean;
  appPath: string;
  resourcesPath: string;
  platform: NodeJS.Platform;
  arch: string;
}): Places {
  const program = app.platform === 'win32' ? 'node.exe' : 'node';
  const studio = app.packaged ? path.join(app.resourcesPath, 'studio') : app.appPath;
  return {
    renderer: path.join(app.appPath, 'out/renderer'),
    preload: path.join(app.appPath, 'out/shell/preload.cjs'),
    service: path.join(studio, 'out/service/main.js'),
    node: app.packaged
      ? path.join(app.resourcesPath, 'node', program)
      : path.join(app.appPath, nodeProgram(app.platform, app.arch)),
    icon: path.join(app.appPath, 'resources/icons/icon.png'),
  };
}

/** The plain Node that runs the service and the engine, below the project folder: one npm package a platform. */
export function nodeProgram(platform: NodeJS.Platform, arch: string): string {
  if (platform === 'win32') return `node_modules/node-win-${arch}/bin/node.exe`;
  return `node_modules/${platform === 'darwin' ? 'node-bin' : 'node'}-${platform}-${arch}/bin/node`;
}
