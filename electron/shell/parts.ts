// What the shell needs of Electron and of the process it runs in; handed in by the entry, so that its logic runs without.
import type * as Electron from 'electron';

export type ElectronParts = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'nativeTheme' | 'protocol' | 'screen' | 'session' | 'shell'
>;

export type System = {
  argv: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  arch: string;
  /** Electron's `process.resourcesPath`. */
  resourcesPath: string;
};
