// A stand-in for Electron, as far as the shell touches it: records what it is told and lets a test play the user.
import { EventEmitter } from 'node:events';
import path from 'node:path';
import { type ElectronParts } from '../../../electron/shell/parts.ts';
import { type Answerer } from '../../../electron/shell/scheme.ts';

export const STUDIO_FRAME = { url: 'studio://app/', parent: null };

export class FakeContents extends EventEmitter {
  readonly sent: { channel: string; message: unknown }[] = [];
  reloads = 0;
  openHandler: (details: { url: string }) => unknown = () => undefined;

  send(channel: string, message: unknown): void {
    this.sent.push({ channel, message });
    this.emit('sent');
  }
  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads += 1;
  }
  /** The first message on a channel that fits, already sent or still to come. */
  async message(channel: string, fits: (message: unknown) => boolean = () => true): Promise<unknown> {
    for (;;) {
      const found = this.sent.find((sent) => sent.channel === channel && fits(sent.message));
      if (found) return found.message;
      await new Promise((resolve) => this.once('sent', resolve));
    }
  }
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: Record<string, unknown>;
  url = '';
  shown = false;
  focused = 0;

  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
  }
  loadURL(url: string): Promise<void> {
    this.url = url;
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  focus(): void {
    this.focused += 1;
  }
  restore(): void {}
  maximize(): void {}
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => false;
  isDestroyed = (): boolean => false;
  getNormalBounds = (): object => ({ x: 10, y: 20, width: 1000, height: 700 });
  close(): void {
    let kept = false;
    this.emit('close', { preventDefault: () => (kept = true) });
    if (!kept) this.emit('closed');
  }
}

export type FakeElectron = ReturnType<typeof fakeElectron>;

/** `profile`: folder for the window's state and logs. */
export function fakeElectron({
  profile,
  project,
  packaged = false,
}: Record<'profile' | 'project', string> & { packaged?: boolean }) {
  const windows: FakeWindow[] = [];
  const state = {
    windows,
    schemes: [] as unknown[],
    scheme: null as Answerer | null,
    menu: undefined as unknown,
    sandboxed: false,
    quits: 0,
    exitCode: null as number | null,
    lock: true,
    lockData: undefined as unknown,
    opened: [] as string[],
    revealed: [] as string[],
    boxes: [] as { message: string; detail: string }[],
    boxAnswers: [] as number[],
    dialogAnswer: { canceled: false, filePaths: [] as string[], filePath: '' },
    dialogOptions: [] as unknown[],
  };
  const app = Object.assign(new EventEmitter(), {
    isPackaged: packaged,
    commandLine: { getSwitchValue: (name: string) => (name === 'user-data-dir' ? profile : '') },
    enableSandbox: () => (state.sandboxed = true),
    setPath: () => undefined,
    getPath: (name: string) => (name === 'userData' ? profile : path.join(profile, name)),
    getAppPath: () => project,
    getLocale: () => 'en-GB',
    requestSingleInstanceLock: (data: unknown) => {
      state.lockData = data;
      return state.lock;
    },
    whenReady: () => Promise.resolve(),
    quit: () => {
      state.quits += 1;
      app.emit('before-quit');
      app.emit('will-quit', { preventDefault: () => undefined });
    },
    exit: (code: number) => {
      state.exitCode = code;
      app.emit('exited');
    },
  });
  const ipc = new EventEmitter();
  const handlers = new Map<string, (event: unknown, message: unknown) => unknown>();
  const session = fakeSession();
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
  const parts = {
    app,
    BrowserWindow: class extends FakeWindow {
      constructor(options: Record<string, unknown>) {
        super(options);
        windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
    },
    dialog: {
      showOpenDialog: (_window: unknown, options: unknown) => {
        state.dialogOptions.push(options);
        return Promise.resolve(state.dialogAnswer);
      },
      showSaveDialog: (_window: unknown, options: unknown) => {
        state.dialogOptions.push(options);
        return Promise.resolve(state.dialogAnswer);
      },
      showMessageBox: (box: { message: string; detail: string }) => {
        state.boxes.push(box);
        app.emit('box');
        return Promise.resolve({ response: state.boxAnswers.shift() ?? 2 });
      },
    },
    ipcMain: Object.assign(ipc, {
      handle: (channel: string, handler: (event: unknown, message: unknown) => unknown) =>
        handlers.set(channel, handler),
    }),
    Menu: {
      setApplicationMenu: (menu: unknown) => (state.menu = menu),
      buildFromTemplate: (template: unknown) => template,
    },
    nativeTheme: { shouldUseDarkColors: true },
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => state.schemes.push(...schemes),
      handle: (_scheme: string, answer: Answerer) => (state.scheme = answer),
    },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    session: { defaultSession: session },
    shell: {
      openExternal: (url: string) => Promise.resolve(void state.opened.push(url)),
      showItemInFolder: (file: string) => void state.revealed.push(file),
    },
  };
  return {
    ...state,
    state,
    app,
    session,
    parts: parts as unknown as ElectronParts,
    /** A message of the page, by default from the studio's own top frame. */
    send: (channel: string, message: unknown, frame: unknown = STUDIO_FRAME) =>
      ipc.emit(channel, { senderFrame: frame }, message),
    /** Its answer, or its refusal, as the page's promise. */
    invoke: (channel: string, message: unknown, frame: unknown = STUDIO_FRAME): Promise<unknown> =>
      new Promise((resolve) => resolve(handlers.get(channel)?.({ senderFrame: frame }, message))),
  };
}

type Handler = (...args: never[]) => unknown;

/** A session that keeps the handlers it is given. */
export function fakeSession() {
  const handlers: Record<string, Handler> = {};
  const keep = (name: string) => (handler: Handler) => void (handlers[name] = handler);
  return {
    handlers,
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    on: (event: string, handler: Handler) => void (handlers[event] = handler),
    webRequest: {
      onBeforeRequest: (filter: { urls: string[] }, handler: Handler) => {
        handlers['before-request'] = handler;
        handlers['before-request-urls'] = () => filter.urls;
      },
    },
  };
}
