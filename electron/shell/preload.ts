// The preload of the studio's window: puts `window.atelier` before the page and nothing else.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { AtelierBridge } from '#contract/bridge.ts';
import { channels, type Listening } from './channels.ts';

/** Calls `listener` with the one value of every message on a channel, never with Electron's event. */
function listen<T>(channel: string, listener: (value: T) => void): void {
  ipcRenderer.on(channel, (_event, value: T) => listener(value));
}

function announce(what: Listening): void {
  ipcRenderer.send(channels.listening, what);
}

const bridge: AtelierBridge = {
  send: (frame) => ipcRenderer.send(channels.frame, frame),
  onFrame: (listener) => listen(channels.frame, listener),
  onConnection: (listener) => {
    listen(channels.connection, listener);
    announce('connection');
  },
  platform: process.platform,
  pathForFile: (file) => webUtils.getPathForFile(file),
  openDialog: (kind) => ipcRenderer.invoke(channels.openDialog, kind) as Promise<string[]>,
  saveDialog: (suggestedName) => ipcRenderer.invoke(channels.saveDialog, suggestedName) as Promise<string | null>,
  showInFolder: (path) => ipcRenderer.send(channels.showInFolder, path),
  onMenu: (listener) => listen(channels.menu, listener),
  onOpenFiles: (listener) => {
    listen(channels.openFiles, listener);
    announce('open-files');
  },
};

contextBridge.exposeInMainWorld('atelier', bridge);
