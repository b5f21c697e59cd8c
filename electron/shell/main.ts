// Entry of Electron's main process: hands Electron to the shell.
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell } from 'electron';
import process from 'node:process';
import { runShell } from './shell.ts';

runShell(
  { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session, shell },
  {
    argv: process.argv,
    cwd: process.cwd(),
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    resourcesPath: process.resourcesPath,
  },
);
