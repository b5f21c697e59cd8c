// The shell as a whole: one instance, one window, one service, and the messages between them.
import type { BrowserWindow, MessageBoxOptions } from 'electron';
import path from 'node:path';
import { Background } from './background.ts';
import { channels, type Listening } from './channels.ts';
import { stayOptions } from './dialogs.ts';
import { Line } from './line.ts';
import { openLog } from './log-file.ts';
import { menuTemplate } from './menu.ts';
import { receiveMessages } from './messages.ts';
import { OpenFiles, pathsInArguments, SecondStart } from './open-files.ts';
import { type ElectronParts, type System } from './parts.ts';
import { type Places, placesOf } from './places.ts';
import { STUDIO_SCHEME, studioScheme } from './scheme.ts';
import { lockContents, lockSession } from './security.ts';
import { SERVICE_TIMING, serviceEnvironment, ServiceProcess } from './service-process.ts';
import { openWindow } from './studio-window.ts';
import { fill, type Texts, textsFor } from './texts.ts';

/** Call once, before Electron is ready. */
export function runShell(electron: ElectronParts, system: System): void {
  const { app, protocol } = electron;
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([STUDIO_SCHEME]);
  const profile = app.commandLine.getSwitchValue('user-data-dir');
  if (profile) app.setPath('userData', profile);

  const paths = pathsInArguments(system.argv, system.cwd, app.isPackaged);
  if (!app.requestSingleInstanceLock({ paths })) return app.quit();

  const openFiles = new OpenFiles();
  openFiles.add(paths);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    openFiles.add([file]);
  });
  app.on('web-contents-created', (_event, contents) =>
    lockContents(contents, (url) => void electron.shell.openExternal(url)),
  );
  void app.whenReady().then(() => new Shell(electron, system, openFiles).start());
}

class Shell {
  private readonly electron: ElectronParts;
  private readonly openFiles: OpenFiles;
  private readonly places: Places;
  private readonly texts: Texts;
  private readonly service: ServiceProcess;
  private readonly logFile: string;
  private readonly line = new Line();
  private readonly background = new Background();
  private readonly platform: NodeJS.Platform;
  private window: BrowserWindow | null = null;
  /** Windows may close without a question. */
  private quitting = false;

  constructor(electron: ElectronParts, system: System, openFiles: OpenFiles) {
    const { app } = electron;
    this.electron = electron;
    this.openFiles = openFiles;
    this.platform = system.platform;
    this.texts = textsFor(app.getLocale());
    this.places = placesOf({ ...system, packaged: app.isPackaged, appPath: app.getAppPath() });
    const log = openLog(app.getPath('logs'));
    this.logFile = log.file;
    this.service = new ServiceProcess(
      {
        node: this.places.node,
        script: this.places.service,
        env: serviceEnvironment(system.env),
        cwd: app.getPath('userData'),
      },
      {
        open: () => this.tell(channels.connection, true),
        frame: (frame) => this.toPage(frame),
        lost: (_exit, retryIn, last) => this.serviceLost(retryIn, last),
      },
      log.stream,
    );
  }

  start(): void {
    const { app, Menu, protocol, session } = this.electron;
    lockSession(session.defaultSession);
    protocol.handle(
      'studio',
      studioScheme(this.places.renderer, () => this.service.host),
    );
    const template = menuTemplate(this.platform, app.isPackaged, this.texts, (id) => this.tell(channels.menu, id));
    Menu.setApplicationMenu(template && Menu.buildFromTemplate(template));
    receiveMessages(this.electron, this.texts, {
      window: () => this.window,
      frame: (frame) => this.toService(frame),
      listening: (what) => this.listening(what),
    });
    app.on('second-instance', (_event, _argv, _cwd, data) => {
      this.openFiles.add(SecondStart.safeParse(data).data?.paths ?? []);
      this.showWindow();
    });
    app.on('activate', () => this.showWindow());
    app.on('window-all-closed', () => {
      if (this.platform !== 'darwin' && !this.background.stays) app.quit();
    });
    app.on('before-quit', () => (this.quitting = true));
    this.endServiceBeforeQuit();
    this.service.start();
    this.showWindow();
  }

  private endServiceBeforeQuit(): void {
    const { app } = this.electron;
    let ending = false;
    app.on('will-quit', (event) => {
      event.preventDefault();
      if (ending) return;
      ending = true;
      void this.service.stop().then(() => app.exit(0));
    });
  }

  private showWindow(): void {
    if (this.window) {
      if (this.window.isMinimized()) this.window.restore();
      return this.window.focus();
    }
    const stateFile = path.join(this.electron.app.getPath('userData'), 'window.json');
    this.window = openWindow(this.electron, this.places, stateFile, {
      loading: () => this.pageGone(),
      failed: () => void this.pageFailed(),
      closing: () => this.mayClose(),
      closed: () => {
        this.pageGone();
        this.window = null;
      },
    });
  }

  /** On a Mac programs stay without windows anyway. */
  private mayClose(): boolean {
    if (this.quitting || this.platform === 'darwin' || !this.background.training || this.background.stays) return true;
    void this.askToStay();
    return false;
  }

  private async askToStay(): Promise<void> {
    const { app, dialog } = this.electron;
    const { response } = await dialog.showMessageBox(stayOptions(this.texts));
    if (response === 1) return app.quit();
    if (response !== 0) return;
    this.background.stay();
    this.window?.close();
  }

  private pageGone(): void {
    this.line.reset();
    this.openFiles.pause();
  }

  private tell(channel: string, message: unknown): void {
    if (this.window && !this.window.isDestroyed()) this.window.webContents.send(channel, message);
  }

  private toPage(frame: unknown): void {
    const trained = this.background.see(frame);
    // Without a window it was only there for the training.
    if (trained && !this.window && this.platform !== 'darwin') return this.electron.app.quit();
    const known = this.line.toPage(frame);
    if (known) this.tell(channels.frame, known);
  }

  private toService(frame: unknown): void {
    const request = this.line.toService(frame);
    if (request) this.service.send(request);
  }

  private listening(what: Listening): void {
    if (what === 'connection') this.tell(channels.connection, this.service.host !== null);
    else this.openFiles.listen((paths) => this.tell(channels.openFiles, paths));
  }

  private serviceLost(retryIn: number | null, last: string): void {
    this.line.reset();
    this.background.reset();
    this.tell(channels.connection, false);
    if (retryIn !== null) return;
    const count = SERVICE_TIMING.crashes;
    const detail = fill(this.texts.serviceFailedDetail, { count, last: last.trim(), log: this.logFile });
    void this.ask(this.texts.serviceFailed, detail, () => this.service.start());
  }

  private pageFailed(): Promise<void> {
    const detail = fill(this.texts.pageFailedDetail, { log: this.logFile });
    return this.ask(this.texts.pageFailed, detail, () => this.window?.webContents.reload());
  }

  /** Says what failed and lets the user try again, read the log, or quit. */
  private async ask(message: string, detail: string, again: () => void): Promise<void> {
    const { app, dialog, shell } = this.electron;
    const { tryAgain, showLog, quit } = this.texts;
    const box: MessageBoxOptions = {
      type: 'error',
      message,
      detail,
      buttons: [tryAgain, showLog, quit],
      defaultId: 0,
      cancelId: 2,
    };
    const { response } = await dialog.showMessageBox(box);
    if (response === 0) return again();
    if (response === 2) return app.quit();
    shell.showItemInFolder(this.logFile);
    return this.ask(message, detail, again);
  }
}
